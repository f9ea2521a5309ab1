import { afterAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { settleWindow } from "../../../src/vscode/settled-window.ts";

// Its stand-in is not that of the other files, with which it shares a core: nothing that was read with one is used with the other.
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

const window = vi.hoisted(() => ({ answer: (): unknown => undefined }));
vi.mock("vscode", () => ({ commands: { executeCommand: () => window.answer() } }));

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

test("a write waits until the window has answered, behind all that it told before", async () => {
  const said: string[] = [];
  let answer = (): void => undefined;
  window.answer = () => new Promise<void>((resolve) => (answer = resolve));
  const settled = settleWindow().then(() => said.push("settled"));
  await Promise.resolve();
  expect(said).toEqual([]);
  said.push("typed");
  answer();
  await settled;
  expect(said).toEqual(["typed", "settled"]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a window that does not answer, or refuses, keeps no pass from its end", async () => {
  window.answer = () => new Promise(() => undefined);
  const settled = settleWindow();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await settled).toBeUndefined();
  window.answer = () => Promise.reject(new Error("Canceled"));
  expect(await settleWindow()).toBeUndefined();
});
