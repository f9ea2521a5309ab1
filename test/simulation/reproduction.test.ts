import { describe, expect, it } from "vitest";
import { FAILED_SEEDS } from "./failed-seeds.ts";
import { runHistory } from "./history.ts";
import { PATIENCE_MS, variantNamed } from "./run-histories.ts";
import { FAMILIES } from "./variants.ts";

describe("a history", () => {
  it("is the same again with the same seed, and another with another", { timeout: PATIENCE_MS }, async () => {
    for (const [family, [variant]] of Object.entries(FAMILIES)) {
      if (!variant) throw new Error(family);
      const [first, again, other] = [await runHistory(7, variant), await runHistory(7, variant), await runHistory(8, variant)];
      expect([family, again.trace]).toEqual([family, first.trace]);
      expect([family, other.trace]).not.toEqual([family, first.trace]);
    }
  });
});

describe("seeds that once went wrong", () => {
  it.each(FAILED_SEEDS)("$seed, $variant: $was", async ({ seed, variant }) => {
    const found = variantNamed(variant);
    // They are older than changes of identity keys.
    const features = new Set([...found.features].filter((feature) => feature !== "identities"));
    expect((await runHistory(seed, { ...found, features })).problems).toEqual([]);
  });
});
