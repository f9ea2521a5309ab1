import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBody, encodeMessage, refusalOf } from "../../../src/protocol/codec.ts";
import { MAX } from "../../../src/protocol/limits.ts";
import type { Message } from "../../../src/protocol/message.ts";
import { isLife, isName, isWhole, life, name, whole } from "../../../src/protocol/parts/text.ts";
import { takenValue, value } from "../../../src/protocol/parts/value.ts";
import { CONFIRMATION, ISSUE, SAMPLES } from "./sample-messages.ts";

const SHORT = 30;
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: SHORT }),
  fc.constantFrom("", "a\u2028b", "tab\t", "\u0000", "\ud800"),
  ...[MAX.word, MAX.name, MAX.email, MAX.line, MAX.text].flatMap((length) => [length, length + 1].map((n) => fc.constant("x".repeat(n)))),
);
const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, -1, 0.5, 2 ** 53, Number.MAX_SAFE_INTEGER, NaN, Infinity));
const person = fc.record({ name: fc.oneof(text, number), email: text, more: text }, { requiredKeys: [] });
const list = fc.oneof(
  fc.array(fc.oneof({ weight: 9, arbitrary: text }, number)),
  fc.constantFrom(
    Array.from({ length: MAX.setMembers }, () => "x"),
    Array.from({ length: MAX.setMembers + 1 }, () => "x"),
  ),
);
const given = fc.oneof(text, number, fc.boolean(), fc.constant(null), fc.constant(undefined), list, person, fc.jsonValue());

/** Values of so many runs on which the two disagree. */
function disagreements<T>(values: fc.Arbitrary<T>, numRuns: number, agrees: (one: T) => boolean): readonly T[] {
  return fc.sample(values, numRuns).filter((one) => !agrees(one));
}

describe("what is checked without zod is checked as zod does it", () => {
  test("values", () => {
    const agrees = (one: unknown): boolean => {
      const parsed = value.safeParse(one);
      return isDeepStrictEqual(takenValue(one), parsed.success ? parsed.data : undefined);
    };
    expect(disagreements(given, 2000, agrees)).toEqual([]);
  });

  test("names, lives and whole numbers", () => {
    const lives = fc.oneof(text, fc.string({ unit: fc.constantFrom(..."0189abhijklouz"), minLength: 6, maxLength: 70 }));
    expect(disagreements(given, 1000, (one) => isName(one) === name.safeParse(one).success)).toEqual([]);
    expect(disagreements(lives, 1000, (one) => isLife(one) === life.safeParse(one).success)).toEqual([]);
    expect(disagreements(number, 1000, (one) => isWhole(one) === whole.safeParse(one).success)).toEqual([]);
  });

  test("our own messages, before they are text", () => {
    for (const message of Object.values(SAMPLES)) expect(refusalOf(message)).toBeNull();
    expect(refusalOf({ ...CONFIRMATION, issue: "no id" })).toMatchObject({ kind: "refused", detail: "issue" });
    const told = fc.record({ title: given, body: given }, { requiredKeys: [] });
    const issue = fc.record({ key: fc.oneof(text, fc.constant("A-1")), fields: told });
    const ours = issue.map(({ key, fields }) => ({ ...ISSUE, key, changes: { fields } }) as Message);
    const agrees = (message: Message): boolean => {
      const refused = refusalOf(message);
      const read = decodeBody(encodeMessage(message));
      if (refused === null) return read.kind === "message";
      // What JSON does not hold (undefined, NaN, Infinity) is refused before it is text.
      return isDeepStrictEqual(read, refused) || !isDeepStrictEqual(JSON.parse(JSON.stringify(message)), message);
    };
    expect(disagreements(ours, 300, agrees)).toEqual([]);
  });
});
