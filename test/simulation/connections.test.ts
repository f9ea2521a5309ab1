import { describe, expect, it } from "vitest";
import { PATIENCE_MS, describeBad, runFamily } from "./run-histories.ts";

describe("what connections do", () => {
  it.each([
    ["scope", 120],
    ["contracts", 120],
    ["answers", 60],
    ["crashes", 160],
    ["ends", 100],
    ["disks", 70],
    ["attacks", 70],
    ["processes", 60],
  ])("%s: %i random histories come to rest and keep their promises", { timeout: PATIENCE_MS }, async (family, histories) => {
    const { bad } = await runFamily(family, histories);
    expect(describeBad(bad)).toBe("");
  });
});
