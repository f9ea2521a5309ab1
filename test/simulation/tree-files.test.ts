import { describe, expect, it } from "vitest";
import { PATIENCE_MS } from "./run-histories.ts";
import { tell } from "./tally.ts";
import { runTreeFiles } from "./tree-files.ts";
import type { Link } from "./tree-world.ts";

/** `SEEDS` of them, from `SEED` on. */
const { SEEDS, SEED } = process.env;
const isUsual = SEEDS === undefined && SEED === undefined;
const HISTORIES = Array.from({ length: Number(SEEDS ?? 3) }, (_, i) => Number(SEED ?? 1) + i);
/** Those in which a deletion was not passed on, the middle got what a file was before, or a content never came by itself. */
const KEPT = isUsual ? { line: [13, 16, 29], secondary: [13, 16], atOnce: [8, 13] } : { line: [], secondary: [], atOnce: [] };

const LINE: readonly Link[] = [
  [0, 1],
  [1, 2],
];
const INVITED: readonly Link[] = [
  [0, 1],
  [2, 1],
];
const INVITING: readonly Link[] = [
  [1, 0],
  [1, 2],
];

/** What the usual histories of each kind live through: one that wants nothing, or to which nothing comes, proves nothing. */
const OWED = [
  "attaches",
  "replaces",
  "renames",
  "takes away",
  "wants a file, done",
  "a process ends",
  "a content came to the middle",
  "a content came from the middle",
  "a content came from end to end",
  "a content that replaced another came from end to end",
];

describe("files that one in the middle passes on", () => {
  it.each([
    ["files of three in a line", LINE, { atOnce: false, restores: false }, KEPT.line, []],
    ["files over a secondary of two", INVITED, { atOnce: false, restores: false }, KEPT.secondary, []],
    ["files over a hub that invited both, at once", INVITING, { atOnce: true, restores: false }, KEPT.atOnce, []],
    ["files of three, an end put back", LINE, { atOnce: false, restores: true }, [], ["puts an end back"]],
  ] as const)("%s: all have the same, and each content comes", { timeout: PATIENCE_MS }, async (name, links, options, kept, owed) => {
    const counts: Record<string, number> = {};
    const seeds = [...HISTORIES, ...kept];
    for (const seed of seeds) {
      const told = await runTreeFiles(seed, links, options);
      expect([`seed ${seed}`, ...told.problems]).toEqual([`seed ${seed}`]);
      for (const [what, times] of Object.entries(told.counts)) counts[what] = (counts[what] ?? 0) + times;
    }
    tell({ family: name, histories: seeds.length, counts, cells: [] });
    const all = isUsual ? [...OWED, ...owed] : [];
    expect(all.filter((what) => !counts[`through the middle: ${what}`])).toEqual([]);
  });
});
