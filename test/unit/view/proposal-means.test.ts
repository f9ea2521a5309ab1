import { expect, test } from "vitest";
import type { FlawShown } from "../../../src/view/mapping-flaws.ts";
import { proposalLines, proposalWarning } from "../../../src/view/proposal-means.ts";

const noWord = (one: string): FlawShown => ({ path: ["values", "status"], code: "NO_WORD_HERE", field: "status", one });

test("before a contract is accepted its words that have none here are named, the first of many", () => {
  const flaws = ["A", "B", "C", "D", "E", "F", "G"].map(noWord);
  const lines = proposalWarning({ flaws, lacks: [] }).split("\n");
  expect(lines).toHaveLength(6);
  expect(lines[0]).toContain('the contract lists "A", which has no word here');
  expect(lines[5]).toBe("2 more are listed where you review it.");
  expect(proposalWarning({ flaws: [], lacks: [] })).toBe("");
});

test("what is often wanted is no warning, and that nothing is missing is said", () => {
  const wanted: FlawShown = { path: [], code: "SENT_AS_ONE", field: "status", words: ["A", "B"], one: "New", back: "A", twice: false };
  expect(proposalLines({ flaws: [wanted], lacks: [] })).toEqual(["", "What it means for your words", "  You have a word for all of it."]);
  expect(proposalLines(null)).toEqual([]);
});
