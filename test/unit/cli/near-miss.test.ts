import { expect, test } from "vitest";
import { slipOf } from "../../../src/cli/near-miss.ts";

test.each(["mien", "Mine", "min", "mines", "nine", " mine"])("%j is a slip of mine", (word) => {
  expect(slipOf(word)).toBe("mine");
});

test.each(["their", "thiers", "theris", "Theirs", "theirss", "rheirs"])("%j is a slip of theirs", (word) => {
  expect(slipOf(word)).toBe("theirs");
});

test.each(["mine", "theirs", "Done", "In progress", "there", "medium", "", "m"])("%j is none", (word) => {
  expect(slipOf(word)).toBeNull();
});
