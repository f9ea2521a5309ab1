import { expect, test } from "vitest";
import { newId } from "../../../src/model/ids.ts";
import { decodePayload, encodePayload } from "../../../src/protocol/codec.ts";
import { MAX } from "../../../src/protocol/limits.ts";

const id = (n: number): string => newId(n, new Uint8Array(10));

/** A Confirmation that refuses these parts. */
function refusing(parts: readonly string[]): unknown {
  const refused = parts.map((field) => ({ field, value: null, failure: { code: "NOT_IN_CONTRACT", field } }));
  const message = {
    kind: "confirmation",
    issue: id(1),
    contract: 1,
    key: "A-1",
    result: "applied",
    revision: { era: 0, number: 1 },
    conflicts: [],
  };
  const body = JSON.stringify({ v: "1.0", min: "1.0", ...message, refused, overruled: [] });
  const decoded = decodePayload(encodePayload([{ life: "0123456789abcdef", number: 1, body }]));
  return decoded.ok ? decoded.value[0] : decoded.failure;
}

test("every part of the largest message may be refused in its answer, and no more", () => {
  const every = [
    ...Array.from({ length: MAX.fields }, (_, n) => `x-${n}`),
    ...Array.from({ length: MAX.comments }, (_, n) => `comment:${id(n)}`),
    ...Array.from({ length: MAX.attachments }, (_, n) => `attachment:${id(n)}`),
    ...Array.from({ length: 2 * MAX.links }, (_, n) => `link:blocks ${id(n)}`),
    "deleted",
    "shared",
  ];
  expect(every.length).toBe(MAX.remarks);
  expect(refusing(every)).toMatchObject({ kind: "message" });
  expect(refusing([...every, "title"])).toMatchObject({ kind: "refused" });
});
