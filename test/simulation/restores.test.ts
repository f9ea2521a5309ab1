import { describe, expect, it } from "vitest";
import { runHistory } from "./history.ts";
import { PATIENCE_MS, type BadHistory, describeBad } from "./run-histories.ts";
import { FAMILIES } from "./variants.ts";

/** Another number of seeds, or one seed alone: `SEEDS=400`, `SEED=17`. They are the same each time. */
const { SEED, SEEDS } = process.env;

describe("sides that are put back to an earlier state", () => {
  it.each([
    ["restores", 50],
    ["restores and more", 30],
  ])("%s: %i random histories come to rest and keep their promises", { timeout: PATIENCE_MS }, async (family, usual) => {
    const variants = FAMILIES[family] ?? [];
    const bad: BadHistory[] = [];
    const [first, last] = SEED === undefined ? [1, Number(SEEDS ?? usual)] : [Number(SEED), Number(SEED)];
    for (let seed = first; seed <= last; seed++) {
      const variant = variants[(seed - 1) % variants.length];
      if (!variant) throw new Error(`no family ${family}`);
      const { problems } = await runHistory(seed, variant);
      if (problems.length > 0) bad.push({ seed, variant: variant.name, problems });
    }
    expect(describeBad(bad)).toBe("");
  });
});
