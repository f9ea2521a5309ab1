import { describe, expect, it } from "vitest";
import { FAILED_SEEDS } from "./failed-seeds.ts";
import { runHistory } from "./history.ts";
import { PATIENCE_MS, countEvents, variantNamed } from "./run-histories.ts";
import { FAMILIES } from "./variants.ts";

describe("a history", () => {
  it("is the same again with the same seed, and another with another", { timeout: PATIENCE_MS }, async () => {
    for (const [family, [variant]] of Object.entries(FAMILIES)) {
      if (!variant) throw new Error(family);
      const [first, again, other] = [await runHistory(7, variant), await runHistory(7, variant), await runHistory(8, variant)];
      expect([family, again.trace]).toEqual([family, first.trace]);
      expect([family, other.trace]).not.toEqual([family, first.trace]);
    }
  });

  it("meets every kind of fault and of user's deed somewhere", { timeout: PATIENCE_MS }, async () => {
    const families = await countEvents({ everything: 40, answers: 12, ends: 18, disks: 24 });
    const rows = WHAT_HAPPENS.map((what) => {
      const times = [...families].map(([family, counts]) => [family, timesOf(counts, what)] as const).filter(([, number]) => number > 0);
      return { what, times };
    });
    console.log(rows.map(({ what, times }) => `${what.padEnd(40)} ${times.map((one) => one.join(" ")).join(", ")}`).join("\n"));
    expect(rows.filter(({ times }) => times.length === 0)).toEqual([]);
  });
});

function timesOf(counts: ReadonlyMap<string, number>, what: string): number {
  return [...counts].filter(([found]) => found.includes(what)).reduce((sum, [, times]) => sum + times, 0);
}

describe("seeds that once went wrong", () => {
  it.each(FAILED_SEEDS)("$seed, $variant: $was", async ({ seed, variant }) => {
    expect((await runHistory(seed, variantNamed(variant))).problems).toEqual([]);
  });
});

const WHAT_HAPPENS = [
  "edits",
  "comments",
  "deletes",
  "restores",
  "shares",
  "adds",
  "types without saving",
  "saves an old text",
  "P ends in a pass",
  "S ends in a pass",
  "ends before a commit",
  "ends after a commit",
  "ends before a tracker write",
  "ends after a tracker write",
  "ends before a change in the exchange",
  "folder delays",
  "folder loses a file",
  "folder corrupts a file",
  "folder cuts a file",
  "folder makes a conflict copy",
  "folder brings a file back",
  "an old file",
  "folder is away",
  "folder is back",
  "folder shows P some",
  "has EPERM",
  "has EBUSY",
  "has EIO",
  "has EMFILE",
  "has ENOSPC",
  "has EROFS",
  "a listing from before",
  "a placeholder",
  "a file twice under two sequences",
  "a name in capitals",
  "a name in NFD",
  "a clock off by -1 days",
  "a clock off by 1 days",
  "a store that is full",
  "a store that is busy",
  "a store that is io",
  "a tracker that cannot write",
  "commands: stopped",
  "waiting for secondary",
  "update required",
  "declined",
  "superseded",
  "refused",
];
