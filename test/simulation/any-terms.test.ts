import { describe, expect, it } from "vitest";
import { PATIENCE_MS } from "./run-histories.ts";
import { type TermsOptions, runTerms } from "./terms-history.ts";

const { SEED, SEEDS } = process.env;
const HISTORIES = Number(SEEDS ?? 8);
/** 104: an answer made again under a contract that turned a field round said this side's value, which the partner refused: they agreed on different ones. */
const KEPT = [104];
const seeds = SEED === undefined ? [...Array.from({ length: HISTORIES }, (_, i) => i + 1), ...KEPT] : [Number(SEED)];

describe("contracts drawn at random, and fields of every kind", () => {
  it.each<[string, TermsOptions]>([
    ["both edit", { editors: ["P", "S"], renegotiate: false, crashes: false }],
    ["the primary edits alone", { editors: ["P"], renegotiate: false, crashes: true }],
    ["the secondary edits alone", { editors: ["S"], renegotiate: false, crashes: true }],
    ["both edit, contracts change and processes end", { editors: ["P", "S"], renegotiate: true, crashes: true }],
  ])(
    "%s: both sides are equal under the contract, nothing else leaves, nothing vanishes, and nobody hears of what nobody did",
    { timeout: PATIENCE_MS },
    async (_, options) => {
      for (const seed of seeds) expect([`seed ${seed}`, ...(await runTerms(seed, options)).slice(0, 5)]).toEqual([`seed ${seed}`]);
    },
  );
});
