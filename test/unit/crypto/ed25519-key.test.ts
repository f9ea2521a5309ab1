import { ED25519_TORSION_SUBGROUP } from "@noble/curves/ed25519.js";
import { expect, test } from "vitest";
import { isStrongVerifyKey } from "../../../src/crypto/ed25519-key.ts";
import { nobleCrypto } from "../../../src/crypto/noble-crypto.ts";
import { bytes } from "./bytes.ts";

/** 2^255 - 19 and the numbers above it that 255 bits can hold name small ones a second time. */
const P = "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";

test("every key that is made is strong, whatever the sign bit", () => {
  for (let i = 0; i < 20; i++) {
    const { publicKey } = nobleCrypto().newIdentity();
    expect(isStrongVerifyKey(publicKey)).toBe(true);
    expect(isStrongVerifyKey(publicKey.with(31, (publicKey[31] ?? 0) ^ 0x80))).toBe(true);
  }
});

test.each(ED25519_TORSION_SUBGROUP)("the point of small order %s is not", (point) => {
  expect(isStrongVerifyKey(bytes(point))).toBe(false);
  expect(isStrongVerifyKey(bytes(point).with(31, (bytes(point)[31] ?? 0) ^ 0x80))).toBe(false);
});

test("no number from p up is a key, one well below is", () => {
  for (let low = 0xed; low <= 0xff; low++) {
    expect(isStrongVerifyKey(bytes(P).with(0, low))).toBe(false);
    expect(isStrongVerifyKey(bytes(P).with(0, low).with(31, 0xff))).toBe(false);
  }
  expect(isStrongVerifyKey(bytes(P).with(0, 0xeb))).toBe(true);
  expect(isStrongVerifyKey(bytes(P).with(15, 0xfe))).toBe(true);
  expect(isStrongVerifyKey(bytes(P).with(31, 0x7e))).toBe(true);
});

test("a key has 32 bytes", () => {
  expect(isStrongVerifyKey(new Uint8Array(31).fill(7))).toBe(false);
  expect(isStrongVerifyKey(new Uint8Array(33).fill(7))).toBe(false);
});
