import { beforeEach, expect, test, vi } from "vitest";
import { pickLabels } from "../../../src/vscode/commands/pick-value.ts";
import { type Box, editor, resetEditor } from "./editor.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

beforeEach(resetEditor);

const CHOICES = ["pump", "winter"].map((value) => ({ value, used: 2 }));

/** What is given back where these things are done in the box of an issue that has the label "pump". */
async function picked(inTheBox: (box: Box, check: (value: string) => void) => void): Promise<readonly string[] | undefined> {
  const answer = pickLabels("Labels of ACME-1", CHOICES, 1, new Map([["pump", 1]]));
  const box = editor.boxes.at(-1);
  if (!box) throw new Error("no box");
  inTheBox(box, (value) => {
    const found = box.items.filter((item) => (item as { value?: unknown }).value === value);
    box.selectedItems = [...box.selectedItems, ...found];
  });
  box.accept(...box.selectedItems);
  return answer;
}

/** As the editor does it in a box of many: a text alone points at no row. */
function type(box: Box, text: string): void {
  box.type(text);
  box.activeItems = [];
}

test("what is typed and taken by Enter is a label of the issue, beside those that it has", async () => {
  expect(await picked((box) => type(box, " frost "))).toEqual(["pump", "frost"]);
  expect(await picked((box) => type(box, "winter"))).toEqual(["pump", "winter"]);
});

test("what is typed twice, or is there already, stands there once", async () => {
  expect(await picked((box) => type(box, "pump"))).toEqual(["pump"]);
  expect(
    await picked((box, check) => {
      type(box, "frost");
      check("frost");
      type(box, "");
      type(box, "frost");
    }),
  ).toEqual(["pump", "frost"]);
});

test("what only led to the label that was checked is none", async () => {
  expect(
    await picked((box, check) => {
      type(box, "win");
      check("winter");
    }),
  ).toEqual(["pump", "winter"]);
  expect(
    await picked((box) => {
      type(box, "win");
      box.activeItems = box.items.filter(({ label }) => label === "winter");
    }),
  ).toEqual(["pump", "winter"]);
});

test("nothing typed: what is checked", async () => {
  expect(await picked(() => undefined)).toEqual(["pump"]);
});
