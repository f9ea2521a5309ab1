import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { askPerson, isSomebodyThere } from "../../../src/cli/ask-person.ts";
import { isMeant } from "../../../src/cli/meant.ts";
import type { Streams } from "../../../src/cli/streams.ts";

test("nobody is asked where the question goes into a file, or the answer comes from one", () => {
  const [terminal, file] = [{ isTTY: true }, {}];
  expect([isSomebodyThere(terminal, terminal), isSomebodyThere(terminal, file), isSomebodyThere(file, terminal)]).toEqual([
    true,
    false,
    false,
  ]);
});

test("who ends what they type, or stops the program, has answered nothing", async () => {
  const typed = (line: string): PassThrough => new PassThrough().end(line);
  const { signal } = new AbortController();
  expect(await askPerson("?", typed("yes\n"), new PassThrough(), signal)).toBe("yes");
  expect(await askPerson("?", typed(""), new PassThrough(), signal)).toBe("");
  expect(await askPerson("?", new PassThrough(), new PassThrough(), AbortSignal.abort())).toBe("");
});

test.each([
  ["yes", true],
  [" YES ", true],
  ["y", false],
  ["", false],
  ["yes please", false],
])("what cannot be taken back is done on the whole word that was asked for: %j", async (line, done) => {
  const streams = { isTyped: true, ask: async () => line } as unknown as Streams;
  expect(await isMeant(streams, {}, { text: "End it?", detail: "" })).toBe(done);
});
