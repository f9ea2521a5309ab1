import { expect, test } from "vitest";
import { median, percentile } from "../../../bench/statistics.ts";

test.each([
  [[], NaN],
  [[7], 7],
  [[3, 1, 2], 2],
  [[4, 1, 10, 2], 3],
])("median of %j is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});

test("the 95th percentile of 50 is the 48th", () => {
  const values = Array.from({ length: 50 }, (_, i) => 50 - i);
  expect(percentile(values, 0.95)).toBe(48);
  expect(percentile([5], 0.95)).toBe(5);
});
