import { expect, test } from "vitest";
import { listRound, reconcileRound } from "../../../bench/reconcile-round.ts";

test.each([
  [1_000, 0, 1, 1_000],
  [1_000, 10, 3, 20_000],
  [5_000, 10, 4, 60_000],
])("comparing %i issues of which %i differ finds all of these, and costs in proportion to them", (issues, differences, most, bytes) => {
  const cost = reconcileRound(issues, differences);
  expect(cost.found).toBe(differences);
  expect(cost.rounds).toBeLessThanOrEqual(most);
  expect(cost.bytes).toBeLessThan(bytes);
});

test("a whole list comes in pages of bounded length, and what did not change costs one more", () => {
  const { pages, bytes } = listRound(6_000);
  expect(pages).toBe(2);
  expect(bytes).toBeLessThan(6_000 * 80);
});
