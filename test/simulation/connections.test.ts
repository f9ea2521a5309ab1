import { describe, expect, it } from "vitest";
import { PATIENCE_MS, describeBad, runFamily } from "./run-histories.ts";

describe("what connections do", () => {
  it.each([
    ["scope", 80],
    ["contracts", 90],
    ["answers", 40],
    ["crashes", 90],
    ["ends", 60],
    ["disks", 40],
  ])("%s: %i random histories come to rest and keep their promises", { timeout: PATIENCE_MS }, async (family, histories) => {
    const { bad } = await runFamily(family, histories);
    expect(describeBad(bad)).toBe("");
  });
});
