import { describe, expect, it } from "vitest";
import { nobleCrypto } from "../../src/crypto/noble-crypto.ts";
import { SeededRandom } from "./seeded-random.ts";
import { simulatedCrypto } from "./simulated-crypto.ts";

const bytes = (length: number): Uint8Array => new SeededRandom(length).bytes(length);
const flipped = (given: Uint8Array): Uint8Array => given.map((byte, i) => (i === 3 ? byte ^ 1 : byte));

describe("the cryptography of a history", () => {
  const [ours, theirs] = [new SeededRandom(5), new SeededRandom(5)];
  const quick = simulatedCrypto(ours);
  const slow = nobleCrypto((length) => theirs.bytes(length));

  it.each([0, 1, 15, 16, 1000])("makes the bytes that the production one makes of the same chance: %i of them", async (length) => {
    const [a, b] = [await quick.newEpochKey(), await slow.newEpochKey()];
    expect(a).toEqual(b);
    const given = [a.publicKey, bytes(40), bytes(200), bytes(length)] as const;
    expect(await quick.seal(...given)).toEqual(await slow.seal(...given));
    const [mine, same] = [quick.newIdentity(), slow.newIdentity()];
    expect([mine, quick.sign(mine.privateKey, bytes(length))]).toEqual([same, slow.sign(same.privateKey, bytes(length))]);
  });

  it("opens and verifies what it made, and nothing that was changed", async () => {
    const key = await quick.newEpochKey();
    const [info, aad, plain] = [bytes(40), bytes(200), bytes(300)];
    const sealed = await quick.seal(key.publicKey, info, aad, plain);
    expect(await quick.open(key, info, aad, sealed)).toEqual(plain);
    expect(await quick.open(key, info, flipped(aad), sealed)).toBeNull();
    expect(await quick.open(await quick.newEpochKey(), info, aad, sealed)).toBeNull();
    expect(await quick.open(key, info, aad, { ...sealed, ciphertext: flipped(sealed.ciphertext) })).toBeNull();
    const { publicKey, privateKey } = quick.newIdentity();
    const signature = quick.sign(privateKey, plain);
    expect(quick.verify(publicKey, plain, signature)).toBe(true);
    expect(quick.verify(publicKey, flipped(plain), signature)).toBe(false);
    expect(quick.verify(publicKey, plain, flipped(signature))).toBe(false);
    expect(quick.verify(quick.newIdentity().publicKey, plain, signature)).toBe(false);
  });

  it("signs with keys that it did not make, each as itself", () => {
    const [one, other] = [slow.newIdentity(), slow.newIdentity()];
    const [a, b] = [one, other].map(({ privateKey }) => quick.sign(privateKey, bytes(20)));
    if (!a || !b) throw new Error("no signature");
    expect([quick.verify(one.publicKey, bytes(20), a), quick.verify(other.publicKey, bytes(20), b)]).toEqual([true, true]);
    expect([quick.verify(one.publicKey, bytes(20), b), quick.verify(other.publicKey, bytes(20), a)]).toEqual([false, false]);
  });
});
