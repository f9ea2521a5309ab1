import { describe, expect, it } from "vitest";
import { PATIENCE_MS, describeBad, runFamily } from "./run-histories.ts";

describe("sides that are put back to an earlier state, or copied to a second machine", () => {
  it.each([
    ["restores", 80],
    ["restores and more", 60],
    ["copies", 30],
  ])("%s: %i random histories come to rest and keep their promises", { timeout: PATIENCE_MS }, async (family, histories) => {
    const { bad } = await runFamily(family, histories);
    expect(describeBad(bad)).toBe("");
  });
});
