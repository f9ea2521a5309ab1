import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeValue } from "../../../src/model/merge-value.ts";
import { type Value, canonicalValue, sameValue } from "../../../src/model/value.ts";

const word = fc.constantFrom("a", "b", "c", "d");
const text = fc.array(word, { maxLength: 6 }).map((lines): Value => canonicalValue(lines.join("\n")));
const set = fc.array(word, { maxLength: 4 }).map((items): Value => canonicalValue(items));
const scalar: fc.Arbitrary<Value> = fc.option(word, { nil: null });
const kinds = [
  ["scalar", scalar],
  ["text", text],
  ["set", set],
] as const;

describe.each(kinds)("mergeValue of kind %s", (kind, values) => {
  it("takes what only one side changed, and drops nothing", () => {
    fc.assert(
      fc.property(values, values, fc.boolean(), (ancestor, changed, oursWin) => {
        expect(mergeValue(kind, ancestor, changed, ancestor, oursWin)).toEqual({ value: changed, lost: null });
        expect(mergeValue(kind, ancestor, ancestor, changed, oursWin)).toEqual({ value: changed, lost: null });
        expect(mergeValue(kind, ancestor, changed, changed, oursWin)).toEqual({ value: changed, lost: null });
      }),
    );
  });

  it("is the same seen from either side, with the roles exchanged", () => {
    fc.assert(
      fc.property(values, values, values, fc.boolean(), (ancestor, a, b, firstWins) => {
        const one = mergeValue(kind, ancestor, a, b, firstWins);
        const other = mergeValue(kind, ancestor, b, a, !firstWins);
        expect(one.value).toEqual(other.value);
        expect(one.lost?.value).toEqual(other.lost?.value);
        expect([one.lost?.whose, other.lost?.whose]).not.toEqual(["ours", "ours"]);
        expect([one.lost?.whose, other.lost?.whose]).not.toEqual(["theirs", "theirs"]);
      }),
    );
  });

  it("names the loser whole where something was dropped, and canonical values only", () => {
    fc.assert(
      fc.property(values, values, values, fc.boolean(), (ancestor, ours, theirs, oursWin) => {
        const merged = mergeValue(kind, ancestor, ours, theirs, oursWin);
        expect(sameValue(canonicalValue(merged.value), merged.value)).toBe(true);
        expect([null, { value: oursWin ? theirs : ours, whose: oursWin ? "theirs" : "ours" }]).toContainEqual(merged.lost);
      }),
    );
  });

  it("is settled: merging the result again changes nothing", () => {
    fc.assert(
      fc.property(values, values, values, fc.boolean(), (ancestor, ours, theirs, oursWin) => {
        const { value } = mergeValue(kind, ancestor, ours, theirs, oursWin);
        expect(mergeValue(kind, theirs, value, theirs, oursWin).value).toEqual(value);
      }),
    );
  });
});

describe("mergeValue", () => {
  it("joins adds and removes of sets, so that they never conflict", () => {
    fc.assert(
      fc.property(set, set, set, (ancestor, ours, theirs) => {
        const merged = mergeValue("set", ancestor, ours, theirs, true);
        const has = (value: Value, item: string): boolean => Array.isArray(value) && value.includes(item);
        expect(merged.lost).toBeNull();
        for (const item of ["a", "b", "c", "d"]) {
          const expected = has(ancestor, item) ? has(ours, item) && has(theirs, item) : has(ours, item) || has(theirs, item);
          expect([item, has(merged.value, item)]).toEqual([item, expected]);
        }
      }),
    );
  });

  it("joins texts line by line and gives only conflicting hunks to the winner", () => {
    const ancestor = "1\n2\n3\n4\n5";
    expect(mergeValue("text", ancestor, "one\n2\n3\n4\n5", "1\n2\n3\n4\nfive", true)).toEqual({ value: "one\n2\n3\n4\nfive", lost: null });
    const both = mergeValue("text", ancestor, "one\n2\n3\n4\n5", "uno\n2\n3\n4\nfive", false);
    expect(both).toEqual({ value: "uno\n2\n3\n4\nfive", lost: { value: "one\n2\n3\n4\n5", whose: "ours" } });
  });
});
