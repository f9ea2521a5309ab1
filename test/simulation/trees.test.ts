import { describe, expect, it } from "vitest";
import { PATIENCE_MS } from "./run-histories.ts";
import { tell } from "./tally.ts";
import { runTree } from "./tree-history.ts";
import type { Link } from "./tree-world.ts";

const HISTORIES = Number(process.env["SEEDS"] ?? 8);
/** The usual ones, and one in which an offer was withdrawn before it was heard, and the issue went round the ring for ever. */
const SEEDS = [...Array.from({ length: HISTORIES }, (_, i) => i + 1), 20];

const LINE: readonly Link[] = [
  [0, 1],
  [1, 2],
];
const MEETING: readonly Link[] = [
  [0, 1],
  [2, 1],
];
const HUB: readonly Link[] = [
  [0, 1],
  [0, 2],
  [0, 3],
];
const SERVED: readonly Link[] = [
  [1, 0],
  [2, 0],
  [3, 0],
];
const BRANCHED: readonly Link[] = [
  [0, 1],
  [2, 1],
  [2, 3],
];
const RING: readonly Link[] = [
  [0, 1],
  [1, 2],
  [2, 0],
];
const SQUARE: readonly Link[] = [
  [0, 1],
  [1, 2],
  [3, 2],
  [3, 0],
];

describe("projects that pass on what they received", () => {
  it.each([
    ["three in a line", 3, LINE, false],
    ["a secondary of two", 3, MEETING, false],
    ["a hub that invited three", 4, HUB, false],
    ["a hub that three invited", 4, SERVED, false],
    ["four, every role beside every other", 4, BRANCHED, false],
    ["a ring of three", 3, RING, true],
    ["a ring of four", 4, SQUARE, true],
  ] as const)(
    "%s: all come to rest with the same, and nothing typed vanishes",
    { timeout: PATIENCE_MS },
    async (name, size, links, isCycle) => {
      const counts: Record<string, number> = {};
      for (const seed of SEEDS) {
        const told = await runTree(seed, size, links, isCycle);
        expect([`seed ${seed}`, ...told.problems]).toEqual([`seed ${seed}`]);
        for (const [what, times] of told.counts) counts[what] = (counts[what] ?? 0) + times;
      }
      tell({ family: name, histories: SEEDS.length, counts, cells: [] });
    },
  );
});
