import { describe, expect, it } from "vitest";
import { runHistory } from "./history.ts";
import { PATIENCE_MS, type BadHistory, describeBad } from "./run-histories.ts";
import { FAMILIES } from "./variants.ts";

/** Another number of seeds, or one seed alone: `SEEDS=400`, `SEED=17`. They are the same each time. */
const { SEED, SEEDS } = process.env;
/** A key lasts for two messages, so there are many of them in each history; some histories have few messages. */
const RENEWALS = 2;

describe("epoch keys that are renewed all the time", () => {
  it.each([
    ["renewals", 16],
    ["renewals and restores", 16],
  ])(
    "%s: %i random histories come to rest, keep their promises, and no key that is not in use",
    { timeout: PATIENCE_MS },
    async (family, usual) => {
      const variants = FAMILIES[family] ?? [];
      const bad: BadHistory[] = [];
      let renewed = 0;
      const [first, last] = SEED === undefined ? [1, Number(SEEDS ?? usual)] : [Number(SEED), Number(SEED)];
      for (let seed = first; seed <= last; seed++) {
        const variant = variants[(seed - 1) % variants.length];
        if (!variant) throw new Error(`no family ${family}`);
        const { problems, counts } = await runHistory(seed, variant);
        if (problems.length > 0) bad.push({ seed, variant: variant.name, problems });
        renewed += counts.get("renews a key") ?? 0;
      }
      console.log(`${family}: ${last - first + 1} histories, ${renewed} keys renewed`);
      expect(describeBad(bad)).toBe("");
      expect(renewed).toBeGreaterThan((last - first + 1) * RENEWALS);
    },
  );
});
