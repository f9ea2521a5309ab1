import { describe } from "vitest";
import { manyHistories } from "./many-histories.ts";

describe("two projects under faults, the same every time (first half)", () => {
  manyHistories(2, 450, 2);
});
