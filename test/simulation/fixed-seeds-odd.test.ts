import { describe } from "vitest";
import { manyHistories } from "./many-histories.ts";

describe("two projects under faults, the same every time (second half)", () => {
  manyHistories(1, 450, 2);
});
