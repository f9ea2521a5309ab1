import { describe, expect, it } from "vitest";
import { runHistory } from "./history.ts";
import { manyHistories } from "./many-histories.ts";
import { VARIANTS } from "./variants.ts";

/** Others each time; printed, so that a bad one can be run again. `SEED` chooses the first one. */
const seed = Number(process.env["SEED"] ?? 1_000_000 + Math.floor(Math.random() * 1_000_000_000));
console.log(`SEED=${seed}`);

describe("two projects under faults, other histories each time", () => {
  manyHistories(seed, Number(process.env["SEEDS"] ?? 100));
});

describe("a seed", () => {
  it("gives the same history every time, and another seed another", async () => {
    const variant = VARIANTS.find(({ features }) => features.has("crashes"));
    if (!variant) throw new Error("no such variant");
    const once = await runHistory(seed, variant);
    expect((await runHistory(seed, variant)).trace).toBe(once.trace);
    expect((await runHistory(seed + 1, variant)).trace).not.toBe(once.trace);
  });
});
