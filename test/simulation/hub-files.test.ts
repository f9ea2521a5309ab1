import { expect, it } from "vitest";
import { runHub } from "./hub-history.ts";
import { PATIENCE_MS } from "./run-histories.ts";
import { tell } from "./tally.ts";

const HISTORIES = Number(process.env["SEEDS"] ?? 32);

/** What must happen in them, or they prove nothing. */
const RARE = [
  "a partner is late",
  "a partner rests",
  "one goes on with what another one brought",
  "alarm FAILED_TRANSFER NEW_FILE_CHECKSUM",
];

it(
  "a hub whose partners have one file: it comes from whoever can give it, from one at a time, and no other is named",
  { timeout: PATIENCE_MS },
  async () => {
    const counts: Record<string, number> = {};
    const bad: string[] = [];
    for (let seed = 1; seed <= HISTORIES; seed++) {
      const told = await runHub(seed);
      bad.push(...told.problems.map((problem) => `seed ${seed}: ${problem}`));
      for (const [what, times] of told.counts) counts[what] = (counts[what] ?? 0) + times;
    }
    expect(bad).toEqual([]);
    expect(RARE.filter((what) => HISTORIES >= 32 && !counts[what])).toEqual([]);
    tell({ family: "a hub whose partners have one file", histories: HISTORIES, counts, cells: [] });
  },
);
