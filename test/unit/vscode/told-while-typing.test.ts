import { expect, test, vi } from "vitest";
import { alone, askText } from "../../../src/vscode/steps.ts";
import { type Box, editor } from "./editor.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

const PATIENCE = { timeout: 5000 };

interface Asked {
  readonly text: string;
  readonly signal: AbortSignal;
  readonly answer: (said: string) => void;
  readonly fail: () => void;
}

function shown(): { readonly box: Box & { busy?: boolean }; readonly asked: Asked[]; readonly answer: Promise<unknown> } {
  const asked: Asked[] = [];
  const tell = (text: string, signal: AbortSignal): Promise<string> =>
    new Promise((answer, reject) => asked.push({ text, signal, answer, fail: () => reject(new Error("closed")) }));
  const answer = askText(alone("Share"), { prompt: "Which?", tell });
  const box = editor.boxes.at(-1);
  if (!box) throw new Error("no box");
  return { box, asked, answer };
}

test("Enter pressed again asks no second time, and the box shows that it is at work", async () => {
  const { box, asked, answer } = shown();
  box.type("label:pump");
  box.accept();
  box.accept();
  expect(asked).toHaveLength(1);
  expect(box.busy).toBe(true);
  asked[0]?.answer("To Nordwind: 1 issue.");
  await vi.waitFor(() => expect(JSON.stringify(box.validationMessage)).toContain("1 issue"), PATIENCE);
  expect(box.busy).toBe(false);
  box.accept();
  expect(await answer).toEqual({ kind: "answered", value: "label:pump" });
});

test("what is typed on, or a box that is closed, ends the look before", async () => {
  const { box, asked, answer } = shown();
  box.type("a");
  box.accept();
  box.type("ab");
  expect(asked[0]?.signal.aborted).toBe(true);
  box.accept();
  box.hide();
  expect(asked[1]?.signal.aborted).toBe(true);
  expect(box.busy).toBe(false);
  expect(await answer).toEqual({ kind: "cancelled" });
});

test("what cannot be counted keeps nobody from the answer", async () => {
  const { box, asked, answer } = shown();
  box.type("a");
  box.accept();
  asked[0]?.fail();
  await vi.waitFor(() => expect(box.busy).toBe(false), PATIENCE);
  box.accept();
  expect(await answer).toEqual({ kind: "answered", value: "a" });
});
