import { expect, test } from "vitest";
import { nodeCrypto } from "../../../src/crypto/node-crypto.ts";
import { isUsableEpochKey } from "../../../src/envelope/epoch-key.ts";
import { participantId } from "../../../src/envelope/participant.ts";
import { safetyNumber } from "../../../src/envelope/safety-number.ts";
import { isId } from "../../../src/model/ids.ts";
import { scene } from "./parties.ts";

test("the safety number is 60 digits, the same with either implementation, and another one for anybody between", async () => {
  const s = await scene();
  const number = safetyNumber(s.crypto, s.context);
  expect(number).toMatch(/^(\d{5} ){11}\d{5}$/);
  expect(safetyNumber(nodeCrypto(), s.context)).toBe(number);
  const others = [
    { ...s.context, primaryKey: s.context.transcript },
    { ...s.context, secondaryKey: s.context.transcript },
    { ...s.context, transcript: s.context.primaryKey },
    { ...s.context, connection: s.invitation },
    { ...s.context, primaryKey: s.context.secondaryKey, secondaryKey: s.context.primaryKey },
  ];
  const numbers = others.map((context) => safetyNumber(s.crypto, context));
  expect(new Set([number, ...numbers]).size).toBe(6);
});

test("a participant's id is an id, and another key has another", async () => {
  const s = await scene();
  expect(isId(s.primary.id)).toBe(true);
  expect(participantId(nodeCrypto(), s.primary.identity.publicKey)).toBe(s.primary.id);
  expect(new Set([s.primary.id, s.secondary.id, s.stranger.id]).size).toBe(3);
});

test("what is usable as an epoch key can be sealed to, and what is not cannot", async () => {
  const s = await scene();
  const one = new Uint8Array(32).with(0, 1);
  const keys = [s.primary.epochKey.publicKey, new Uint8Array(32), one, one.with(31, 0x80), one.with(1, 1), new Uint8Array(31)];
  for (const key of keys) {
    const sealed = await s.crypto.seal(key, one, one, one).then(
      () => true,
      () => false,
    );
    expect([key, isUsableEpochKey(key)]).toEqual([key, sealed]);
  }
});
