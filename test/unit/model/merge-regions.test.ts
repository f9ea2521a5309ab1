import * as fc from "fast-check";
import { diff3Merge } from "node-diff3";
import { describe, expect, test } from "vitest";
import { type Region, mergeRegions } from "../../../src/model/merge-regions.ts";

const lines = fc.array(fc.constantFrom("a", "b", "c", "", "d"), { maxLength: 12 });
const many = (line: string, count: number): string[] => Array.from({ length: count }, () => line);

/** One after the other, as the side that wins has them. */
function ofOurs(regions: readonly Region[]): string[] {
  return regions.flatMap(({ ok, conflict }) => [...(ok ?? conflict.ours)]);
}

test("a text of ordinary size is compared by diff3", () => {
  fc.assert(
    fc.property(lines, lines, lines, (ancestor, ours, theirs) => {
      const expected = diff3Merge(ours, ancestor, theirs, { excludeFalseConflicts: true });
      const shape = mergeRegions(ancestor, ours, theirs).map(({ ok, conflict }) => ok ?? [conflict.ours, conflict.theirs]);
      expect(shape).toEqual(expected.flatMap(({ ok, conflict }) => [...(ok ? [ok] : []), ...(conflict ? [[conflict.a, conflict.b]] : [])]));
    }),
  );
});

// Compared line by line, each of these takes minutes and more.
describe("a text that would take too long", () => {
  const BASE = many("---", 3_000);

  test("is one place between the lines that all have in common", () => {
    const ancestor = ["first", ...BASE, "last"];
    const [ours, theirs] = [
      ["first", "mine", ...BASE, "last"],
      ["first", ...BASE, "yours", "last"],
    ];
    const regions = mergeRegions(ancestor, ours, theirs);
    expect(regions.map(({ ok, conflict }) => ok?.length ?? [conflict?.ours.length, conflict?.theirs.length])).toEqual([
      1,
      [3_001, 3_001],
      1,
    ]);
    expect(ofOurs(regions)).toEqual(ours);
  });

  test("where one side changed nothing, or both the same, is no conflict", () => {
    const ours = ["mine", ...BASE, "more"];
    for (const [mine, theirs] of [
      [ours, BASE],
      [BASE, ours],
      [ours, [...ours]],
    ] as const) {
      const regions = mergeRegions(BASE, mine, theirs);
      expect(regions.filter(({ conflict }) => conflict)).toEqual([]);
      expect(ofOurs(regions)).toEqual(ours);
    }
  });

  test("is compared where it differs, when that is quick", () => {
    const ancestor = ["one", "two", "three", ...many("", 100_000)];
    const ours = ["one!", "two", "three", ...many("", 100_000)];
    const theirs = ["one", "two", "three!", ...many("", 100_000)];
    expect(ofOurs(mergeRegions(ancestor, ours, theirs)).slice(0, 3)).toEqual(["one!", "two", "three!"]);
  });

  test("has very many different lines", () => {
    const ancestor = Array.from({ length: 200_000 }, (_, i) => i.toString(36));
    const regions = mergeRegions(ancestor, ["mine", ...ancestor], [...ancestor, "yours"]);
    expect(regions.some(({ conflict }) => conflict)).toBe(true);
    expect(ofOurs(regions)).toEqual(["mine", ...ancestor]);
  });
});
