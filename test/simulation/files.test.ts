import { describe, expect, it } from "vitest";
import { PATIENCE_MS, describeBad, runFamily } from "./run-histories.ts";

describe("files, links and operations", () => {
  it.each([
    ["files", 48],
    ["files in scope", 36],
    ["transfers", 40],
    ["transfers of two processes", 36],
    ["replaced files", 36],
    ["files at ends", 36],
    ["stale files", 36],
    ["restored files", 36],
  ])("%s: %i random histories come to rest and keep their promises", { timeout: PATIENCE_MS }, async (family, histories) => {
    const { bad } = await runFamily(family, histories);
    expect(describeBad(bad)).toBe("");
  });
});
