import { expect, test } from "vitest";
import { answering, isSilent, silenceOf } from "../../../src/app/folder-silence.ts";

/** A folder that answers when it is let go. */
function hanging(): { ask: () => Promise<unknown>; asked: () => number; answer: () => void } {
  let asked = 0;
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  return { ask: () => (asked++, answered), asked: () => asked, answer: () => answer() };
}

test("a folder that does not answer in time is told, asked once, and known as silent until it answers", async () => {
  const place = "/nowhere/hangs";
  const folder = hanging();
  const silence = { kind: "unreachable", place, detail: "SILENT" };
  expect(await silenceOf(place, 1, folder.ask)).toEqual(silence);
  expect(isSilent(place)).toBe(true);
  // Who asks again does not wait: this would take a month.
  expect(await silenceOf(place, 2 ** 31 - 1, folder.ask)).toEqual(silence);
  expect(folder.asked()).toBe(1);
  folder.answer();
  while (isSilent(place)) await new Promise((resolve) => setImmediate(resolve));
  expect(await silenceOf(place, 2 ** 31 - 1, folder.ask)).toBeNull();
  expect(folder.asked()).toBe(2);
});

test("a folder that is not there answers: what is wrong with it is for others to say", async () => {
  expect(await silenceOf("/nowhere/gone")).toBeNull();
  expect(await answering(["/nowhere/gone", import.meta.dirname])).toEqual(["/nowhere/gone", import.meta.dirname]);
});
