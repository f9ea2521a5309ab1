import { describe, expect, it } from "vitest";
import { isOfKind, timesOfKinds } from "./fault-kinds.ts";
import { drawn, kindsMissing } from "./simulation-table.ts";
import { type Tally, sumOf } from "./tally.ts";
import { FAMILIES } from "./variants.ts";

const KINDS = timesOfKinds(new Map()).map(({ kind }) => kind);
/** A run in which everything happened, but for `missing`. */
const run = (missing: string, histories = 100): readonly Tally[] =>
  Object.keys(FAMILIES).map((family, i) => ({
    family,
    histories,
    counts: i === 1 ? Object.fromEntries(KINDS.filter((kind) => kind !== missing).map((kind) => [kind, 3])) : {},
    cells: [],
  }));
const missed = (tallies: readonly Tally[], environment: Record<string, string> = {}) =>
  kindsMissing(tallies, timesOfKinds(sumOf(tallies)), environment);

describe("the table of a run", () => {
  it("is red for a whole run in which a kind of fault never fired, and for no other", () => {
    expect(missed(run("no such kind"))).toEqual([]);
    expect(missed(run("S has ENOSPC"))).toEqual(["disks: S has ENOSPC"]);
    expect(missed(run("S has ENOSPC"), { SEED: "7" })).toEqual([]);
    expect(missed(run("S has ENOSPC").slice(1))).toEqual([]);
    expect(missed(run("S has ENOSPC"), { SEEDS: "5000" })).toEqual(["disks: S has ENOSPC"]);
    expect(missed(run("S has ENOSPC", 5), { SEEDS: "5" })).toEqual([]);
  });

  it.each(KINDS)("counts what is said of it alone: %s", (kind) => {
    expect(missed(run(kind))).toEqual([expect.stringContaining(`: ${kind}`)]);
    expect(KINDS.filter((other) => isOfKind(kind.replaceAll("*", "some words"), other))).toEqual([kind]);
  });

  it("says histories, kinds and cells", () => {
    const tallies = run("S has ENOSPC");
    const table = drawn(tallies, timesOfKinds(sumOf(tallies)));
    expect(table).toContain(`${100 * tallies.length} histories, ${KINDS.length - 1} of ${KINDS.length} kinds`);
    expect(table).toContain("S has ENOSPC 0");
    expect(Math.max(...table.split("\n").map((line) => line.length))).toBeLessThan(140);
  });
});
