import { expect, test } from "vitest";
import { nearWord } from "../../../src/model/near-word.ts";

test.each([
  ["nordwnd", "nordwind"],
  ["nordwnid", "nordwind"],
  ["habour", "harbour"],
  ["harbour", "harbour"],
  ["acme", null],
])("%s stands for %s", (word, meant) => {
  expect(nearWord(word, ["harbour", "nordwind"], 3)).toBe(meant);
});

test("nothing is near where nothing is known, or no letter may be wrong", () => {
  expect([nearWord("nordwind", [], 3), nearWord("ab", ["ac"], 0), nearWord("ab", ["ac"], 1)]).toEqual([null, null, "ac"]);
});
