import { describe, expect, it } from "vitest";
import { PATIENCE_MS, describeBad, runFamily } from "./run-histories.ts";

/** A key lasts for two messages, so there are many of them in each history; some histories have few messages. */
const RENEWALS = 2;

describe("epoch keys that are renewed all the time", () => {
  it.each([
    ["renewals", 20],
    ["renewals and restores", 20],
  ])(
    "%s: %i random histories come to rest, keep their promises, and no key that is not in use",
    { timeout: PATIENCE_MS },
    async (family, usual) => {
      const { bad, histories, counts } = await runFamily(family, usual);
      expect(describeBad(bad)).toBe("");
      expect(counts.get("renews a key")).toBeGreaterThan(histories * RENEWALS);
    },
  );
});
