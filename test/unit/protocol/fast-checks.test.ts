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

describe("what is checked without zod is checked as zod does it", () => {
  test("values", () => {
    fc.assert(
      fc.property(given, (one) => {
        const parsed = value.safeParse(one);
        return isDeepStrictEqual(takenValue(one), parsed.success ? parsed.data : undefined);
      }),
      { numRuns: 2000 },
    );
  });

  test("names, lives and whole numbers", () => {
    const lives = fc.oneof(text, fc.string({ unit: fc.constantFrom(..."0189abhijklouz"), minLength: 6, maxLength: 70 }));
    const often = { numRuns: 1000 };
    fc.assert(
      fc.property(given, (one) => isName(one) === name.safeParse(one).success),
      often,
    );
    fc.assert(
      fc.property(lives, (one) => isLife(one) === life.safeParse(one).success),
      often,
    );
    fc.assert(
      fc.property(number, (one) => isWhole(one) === whole.safeParse(one).success),
      often,
    );
  });

  test("our own messages, before they are text", () => {
    const told = fc.record({ title: given, body: given }, { requiredKeys: [] });
    const issue = fc.record({ key: fc.oneof(text, fc.constant("A-1")), fields: told });
    const ours = issue.map(({ key, fields }) => ({ ...ISSUE, key, changes: { fields } }) as Message);
    for (const message of Object.values(SAMPLES)) expect(refusalOf(message)).toBeNull();
    expect(refusalOf({ ...CONFIRMATION, issue: "no id" })).toMatchObject({ kind: "refused", detail: "issue" });
    fc.assert(
      fc.property(ours, (message) => {
        const refused = refusalOf(message);
        // What JSON does not hold is refused here already.
        if (refused === null) expect(decodeBody(encodeMessage(message)).kind).toBe("message");
        else if (!/null|undefined/.test(JSON.stringify(message, (_, one: unknown) => (one === undefined ? "undefined" : one))))
          expect(decodeBody(encodeMessage(message))).toEqual(refused);
      }),
    );
  });
});
