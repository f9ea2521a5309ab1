import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { nodeCrypto } from "../../src/crypto/node-crypto.ts";
import type { Document } from "../../src/model/document.ts";
import { agreedFingerprint } from "../../src/sync/agreed-fingerprint.ts";
import { rangeFingerprint } from "../../src/sync/operations/range-checksums.ts";
import { type FingerprintVectors, makeFingerprints } from "../../scripts/fingerprint-vectors.ts";
import { itemFingerprint, itemText, rangeFingerprint as independentRange } from "./independent/fingerprints.ts";

/** What two sides compare has to be the same text on both, whoever wrote the program: by the product, and from docs/PROTOCOL.md 9 alone. */
const vectors = JSON.parse(readFileSync("docs/vectors/fingerprints.json", "utf8")) as FingerprintVectors;
const within = ({ from, to }: FingerprintVectors["ranges"][number]) =>
  vectors.items.filter(({ issue }) => (from === null || issue >= from) && (to === null || issue < to));

test.each(vectors.items.map((item) => [item.issue, item] as const))("the fingerprint of %s is that of the vectors", (_, item) => {
  const { issue, revision, document, hashed, fingerprint } = item;
  expect([itemText(item), itemFingerprint(item)]).toEqual([hashed, fingerprint]);
  // A document of the model says besides whether it is shared; of what is compared it always is.
  const base = { ...document, shared: true } as unknown as Document;
  expect(agreedFingerprint(nodeCrypto(), { issue, revision, base })).toBe(fingerprint);
});

test("those of ranges are those of the vectors, in any part of the issues, and of none", () => {
  expect(vectors.ranges.map((range) => within(range).length)).toEqual([vectors.items.length, 1, 0, 2]);
  for (const range of vectors.ranges) {
    expect(independentRange(range.salt, within(range))).toBe(range.fingerprint);
    expect(rangeFingerprint(nodeCrypto(), range.salt, within(range))).toBe(range.fingerprint);
  }
});

test("the committed vectors are what scripts/make-vectors.ts makes", () => {
  expect(readFileSync("docs/vectors/fingerprints.json", "utf8")).toBe(`${JSON.stringify(makeFingerprints(), null, 2)}\n`);
});
