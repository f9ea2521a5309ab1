import { expect, test } from "vitest";
import type { IssueRange } from "../../../src/model/operation.ts";
import type { AgreedFingerprint } from "../../../src/ports/store.ts";
import type { Context } from "../../../src/sync/context.ts";
import { forgetOver, gather } from "../../../src/sync/operations/gathered.ts";

const WHOLE: IssueRange = { from: null, to: null };
const id = (number: number): string => `i${100_000 + number}`;

/** A store in which so many issues are agreed, and how many of them were read in each look. */
function agreed(count: number): {
  readonly context: Context;
  readonly rows: AgreedFingerprint[];
  readonly looks: number[];
  readonly waiting: { answered: boolean; asked: boolean };
} {
  const rows = Array.from({ length: count }, (_, i): AgreedFingerprint => ({ issue: id(i), fingerprint: i % 2 === 0 ? "one" : "" }));
  const looks: number[] = [];
  const fingerprints = (_: string, { from, to }: IssueRange, limit: number): readonly AgreedFingerprint[] => {
    const found = rows.filter(({ issue }) => issue >= (from ?? "") && (to === null || issue < to)).slice(0, limit);
    looks.push(found.length);
    return found;
  };
  const waiting = { answered: true, asked: true };
  const answered = (): unknown => ({ state: waiting.answered ? "working" : "ended" });
  const askedParts = (): unknown => (waiting.asked ? [{ connection: "c", unsent: true }, { connection: "d" }] : []);
  return { context: { store: { fingerprints, answered, askedParts } } as unknown as Context, rows, looks, waiting };
}

test("a long range is read a part in each call, and is whole and in order in the end; what has nothing agreed is left out", () => {
  const { context, looks } = agreed(50_000);
  const calls = [1, 2, 3].map(() => gather(context, "c", { side: "asks", name: "one" }, [WHOLE]));
  expect(calls.map((items) => items?.[0]?.length ?? null)).toEqual([null, null, 25_000]);
  expect(calls[2]?.[0]?.map(({ issue }) => issue)).toEqual(Array.from({ length: 25_000 }, (_, i) => id(2 * i)));
  expect(Math.max(...looks)).toBeLessThanOrEqual(20_001);
});

test("all ranges of a request share a call's part, and of few issues it is given what stands there now", () => {
  const { context, rows, looks } = agreed(30_000);
  const ranges: readonly IssueRange[] = [
    { from: null, to: id(10) },
    { from: id(10), to: id(29_000) },
    { from: id(29_000), to: null },
  ];
  const asks = { side: "asks", name: "one" } as const;
  expect(gather(context, "c", asks, ranges)).toBeNull();
  expect(looks.reduce((sum, look) => sum + look, 0)).toBeLessThanOrEqual(20_002);
  rows[0] = { issue: id(0), fingerprint: "two" };
  rows[10] = { issue: id(10), fingerprint: "two" };
  const items = gather(context, "c", asks, ranges);
  expect(items?.map(({ length }) => length)).toEqual([5, 14_495, 500]);
  expect([items?.[0]?.[0]?.fingerprint, items?.[1]?.[0]?.fingerprint]).toEqual(["two", "one"]);
});

test("asking and answering at the same time both come to an end, and a range of another request begins anew", () => {
  const { context } = agreed(30_000);
  const asks = (name: string) => gather(context, "c", { side: "asks", name }, [WHOLE]);
  const answers = (name: string) => gather(context, "c", { side: "answers", name }, [WHOLE]);
  expect([asks("one"), answers("one"), answers("another")]).toEqual([null, null, null]);
  expect([asks("one")?.[0]?.length, answers("another")?.[0]?.length]).toEqual([15_000, 15_000]);
});

test("what was gathered for what is over is forgotten, and nothing else", () => {
  const { context, looks, waiting } = agreed(30_000);
  /** How many are read when it goes on. */
  const goOn = (side: "asks" | "answers"): number => {
    looks.length = 0;
    return gather(context, "c", { side, name: "one" }, [WHOLE]) ? looks.reduce((sum, look) => sum + look, 0) : -1;
  };
  const begin = (): unknown => (["asks", "answers"] as const).map((side) => gather(context, "c", { side, name: "one" }, [WHOLE]));
  begin();
  forgetOver(context);
  expect([goOn("asks"), goOn("answers")]).toEqual([10_000, 10_000]);
  begin();
  waiting.answered = false;
  forgetOver(context);
  expect([goOn("asks"), goOn("answers")]).toEqual([10_000, -1]);
  begin();
  waiting.asked = false;
  forgetOver(context);
  expect([goOn("asks"), goOn("answers")]).toEqual([-1, -1]);
});
