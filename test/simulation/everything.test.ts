import { describe, expect, it } from "vitest";
import { PATIENCE_MS, describeBad, runFamily } from "./run-histories.ts";

describe("everything at once", () => {
  it.each([["everything", 280]])(
    "%s: %i random histories come to rest and keep their promises",
    { timeout: PATIENCE_MS },
    async (family, histories) => {
      const { bad } = await runFamily(family, histories);
      expect(describeBad(bad)).toBe("");
    },
  );
});
