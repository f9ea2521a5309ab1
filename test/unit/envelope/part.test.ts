import { describe, expect, test } from "vitest";
import { nobleCrypto } from "../../../src/crypto/noble-crypto.ts";
import { nodeCrypto } from "../../../src/crypto/node-crypto.ts";
import { type PartPlace, openPart, sealPart } from "../../../src/envelope/part.ts";
import { newId } from "../../../src/model/ids.ts";

const id = (n: number): string => newId(1_780_000_000_000, new Uint8Array(10).fill(n));
const place: PartPlace = { transfer: id(1), number: 3, parts: 7, size: 100 };
const content = new TextEncoder().encode("a picture");

describe.each([
  ["node", nodeCrypto()],
  ["noble", nobleCrypto()],
])("parts on %s", (_, crypto) => {
  const key = crypto.random(32);
  const sealed = sealPart(crypto, key, place, content);

  test("open as what they are", () => {
    expect(sealed).toHaveLength(content.length + 16);
    expect(openPart(crypto, key, place, sealed)).toEqual(content);
    expect(sealPart(crypto, key, place, content)).toEqual(sealed);
    expect(openPart(crypto, key, place, sealPart(crypto, key, place, new Uint8Array(0)))).toHaveLength(0);
  });

  test.each<[string, Partial<PartPlace>]>([
    ["of another transfer", { transfer: id(2) }],
    ["with another number", { number: 2 }],
    ["of more parts", { parts: 8 }],
    ["of another size", { size: 101 }],
  ])("do not open as one %s", (_name, other) => {
    expect(openPart(crypto, key, { ...place, ...other }, sealed)).toBeNull();
  });

  test("do not open with another key, cut, longer or changed by a bit", () => {
    expect(openPart(crypto, crypto.random(32), place, sealed)).toBeNull();
    for (const length of [0, 15, 16, sealed.length - 1]) expect(openPart(crypto, key, place, sealed.subarray(0, length))).toBeNull();
    expect(openPart(crypto, key, place, Uint8Array.from([...sealed, 0]))).toBeNull();
    for (const at of [0, content.length, sealed.length - 1])
      expect(openPart(crypto, key, place, sealed.with(at, (sealed[at] ?? 0) ^ 1))).toBeNull();
  });
});
