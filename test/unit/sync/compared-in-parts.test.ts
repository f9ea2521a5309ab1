import { expect, test } from "vitest";
import type { Comparison, IssueRange } from "../../../src/model/operation.ts";
import type { AgreedFingerprint } from "../../../src/ports/store.ts";
import type { Context } from "../../../src/sync/context.ts";
import { WHOLE, compared, nextRanges } from "../../../src/sync/operations/compare.ts";
import { answerRange } from "../../../src/sync/operations/range-checksums.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const COUNT = 50_000;
const SALT = "0".repeat(26);
const id = (number: number): string => `i${100_000 + number}`;

/** A side where so many issues are agreed, one of them differently; and how many it read since it was asked last. */
function side(odd: string): {
  readonly context: Context;
  readonly items: (range: IssueRange) => AgreedFingerprint[];
  readonly read: () => number;
} {
  const plain = contextInMemory();
  const rows = Array.from({ length: COUNT }, (_, i) => ({ issue: id(i), fingerprint: i === 31_007 ? odd : "same" }));
  let read = 0;
  const items = ({ from, to }: IssueRange) => rows.filter(({ issue }) => issue >= (from ?? "") && (to === null || issue < to));
  const fingerprints = (_: string, range: IssueRange, limit: number): readonly AgreedFingerprint[] => {
    const found = items(range).slice(0, limit);
    read += found.length;
    return found;
  };
  const context: Context = { ...plain, store: { ...plain.store, fingerprints } };
  return {
    context,
    items,
    read: () => {
      const now = read;
      read = 0;
      return now;
    },
  };
}

test("who compares very many issues reads few of them in each step, whatever the partner answers, and finds what differs", () => {
  const here = side("one");
  const there = side("two");
  const connection = runningConnection(here.context, "c", "acme", "primary");
  let comparison: Comparison | null = {
    salt: SALT,
    asked: [],
    waiting: [WHOLE],
    rounds: 0,
    characters: 0,
    differences: [],
    found: 0,
    underWay: 0,
  };
  const steps: number[] = [];
  while (comparison && comparison.waiting.length > 0) {
    const now: Comparison = comparison;
    let ranges = nextRanges(here.context, "c", now);
    for (; !ranges; ranges = nextRanges(here.context, "c", now)) steps.push(here.read());
    steps.push(here.read());
    const answers = ranges.wanted.ranges.map(([from, to, theirs]) => {
      const items = there.items({ from, to }).map(({ issue, fingerprint }) => ({ issue, fingerprint: fingerprint ?? "" }));
      return answerRange(there.context.crypto, { salt: SALT, range: { from, to }, theirs }, items, () => false);
    });
    comparison = compared(here.context, connection, ranges.next, answers);
    steps.push(here.read());
  }
  expect(comparison).toMatchObject({ found: 1, differences: [{ issue: id(31_007), kind: "different" }] });
  expect(comparison?.rounds).toBeLessThanOrEqual(4);
  expect(Math.max(...steps)).toBeLessThanOrEqual(20_100);
});
