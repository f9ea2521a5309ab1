import { describe, expect, it } from "vitest";
import { PATIENCE_MS, describeBad, runFamily } from "./run-histories.ts";

describe("edits of fields", () => {
  it.each([
    ["fields", 360],
    ["races", 190],
  ])("%s: %i random histories come to rest and keep their promises", { timeout: PATIENCE_MS }, async (family, histories) => {
    const { bad } = await runFamily(family, histories);
    expect(describeBad(bad)).toBe("");
  });
});
