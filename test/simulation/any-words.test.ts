import { describe, expect, it } from "vitest";
import { PATIENCE_MS } from "./run-histories.ts";
import { runWords } from "./words-history.ts";

/** Once it told the partner a word that the mapping sets here. */
const KEPT = [802];

const { SEED, SEEDS } = process.env;
const HISTORIES = Number(SEEDS ?? 8);
const seeds = SEED === undefined ? [...Array.from({ length: HISTORIES }, (_, i) => i + 1), ...KEPT] : [Number(SEED)];

describe("mappings and filters drawn at random, which change while things run", () => {
  it.each([
    ["processes live", false],
    ["processes end", true],
  ])(
    "%s: what nobody edited stays, no entry of a list vanishes, and nothing that is kept back leaves",
    { timeout: PATIENCE_MS },
    async (_, crashes) => {
      for (const seed of seeds) expect([`seed ${seed}`, ...(await runWords(seed, crashes)).slice(0, 5)]).toEqual([`seed ${seed}`]);
    },
  );
});
