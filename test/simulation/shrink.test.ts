import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Value } from "../../src/model/value.ts";
import { runHistory } from "./history.ts";
import { PATIENCE_MS, variantNamed } from "./run-histories.ts";
import { type KeptHistory, shrink } from "./shrink.ts";
import { exact } from "./tracker-nature.ts";

const KEPT = join(import.meta.dirname, "kept");
const kept = readdirSync(KEPT).map((name) => [name, JSON.parse(readFileSync(join(KEPT, name), "utf8")) as KeptHistory] as const);

describe("a history that breaks a promise", () => {
  it("becomes a short one that breaks the same promise, also when it is read from its file", { timeout: PATIENCE_MS }, async () => {
    // A tracker that holds another status than it was given, and says nothing.
    const whole = variantNamed("fields, exact, primary wins, unique values, P+S");
    const liar = { ...exact, normalise: (name: string, value: Value) => (name === "status" ? "lost" : value) };
    const variant = { ...whole, natures: { P: exact, S: liar } };
    const found = await shrink(1, variant);
    expect(found).toMatchObject({ problem: expect.stringMatching(/^P6: status of .* differs unmarked/), of: 100 });
    expect(found?.story.filter((line) => line.includes(" edits "))).toHaveLength(1);
    expect(found?.story.at(-1)).toMatch(/^broken: P6: status of #1/);
    const { steps } = JSON.parse(JSON.stringify(found)) as Pick<KeptHistory, "steps">;
    const again = async (left = -1) => (await runHistory(1, variant, { steps: steps.filter((_, i) => i !== left) })).problems;
    expect(await again()).toEqual([found?.problem]);
    for (const left of steps.keys()) expect(await again(left)).toEqual([]);
  });
});

describe("short histories that were kept", () => {
  it.each(kept)("%s", async (_, { seed, variant, steps }) => {
    expect((await runHistory(seed, variantNamed(variant), { steps })).problems).toEqual([]);
  });
});
