import { expect, it } from "vitest";
import { killRun } from "../support/kill/kill-run.ts";
import { betweenSteps, summaryOf } from "../support/kill/summary.ts";

const KILLS = 100;
const SEED = Number(process.env["SEED"] ?? 20_261_122);

/** Measured: about half a second for each kill on two busy cores. */
const PATIENCE_MS = 5 * 60_000;

it(
  `${KILLS} times kill -9 while both sides edit: nothing lost, nothing twice`,
  async () => {
    const run = await killRun({ kills: KILLS, seed: SEED });
    console.log([...summaryOf(run), `seed ${SEED}: node scripts/kill.mjs --kills ${KILLS} --seed ${SEED}`].join("\n"));
    expect(run.problems).toEqual([]);
    expect(run.kills).toHaveLength(KILLS);
    expect(betweenSteps(run)).toBeGreaterThanOrEqual(20);
  },
  PATIENCE_MS,
);
