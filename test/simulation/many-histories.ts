import { expect, it } from "vitest";
import { runHistory } from "./history.ts";
import { VARIANTS } from "./variants.ts";

/** Histories in one test: few enough to name the bad one soon, many enough not to flood the report. */
const BATCH = 25;

/**
 * Registers tests that run one history for each seed, the variant chosen by the seed as in `run.ts`. A bad one is named with the command
 * that runs it again alone.
 */
export function manyHistories(from: number, count: number, step = 1): void {
  for (let first = 0; first < count; first += BATCH) {
    const seeds = Array.from({ length: Math.min(BATCH, count - first) }, (_, i) => from + (first + i) * step);
    it(`seeds ${seeds[0]} to ${seeds.at(-1)}`, { timeout: 300_000 }, async () => {
      const bad: string[] = [];
      for (const seed of seeds) {
        const variant = VARIANTS[(seed * 7919) % VARIANTS.length];
        if (!variant) throw new Error("no variants");
        const { problems } = await runHistory(seed, variant);
        if (problems.length > 0)
          bad.push(`SEED=${seed} VARIANT="${variant.name}" TRACE=1 node test/simulation/run.ts\n  ${problems.slice(0, 3).join("\n  ")}`);
      }
      expect(bad.join("\n")).toBe("");
    });
  }
}
