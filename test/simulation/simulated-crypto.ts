import { hash } from "node:crypto";
import { nobleCrypto } from "../../src/crypto/noble-crypto.ts";
import { nodeCrypto } from "../../src/crypto/node-crypto.ts";
import type { Crypto, KeyPair, Sealed } from "../../src/ports/crypto.ts";
import { quickSeal } from "./quick-hpke.ts";
import type { SeededRandom } from "./seeded-random.ts";

const native = nodeCrypto();

interface Known {
  readonly to: Uint8Array;
  readonly info: Uint8Array;
  readonly aad: Uint8Array;
  readonly sealed: Sealed;
  readonly plaintext: Uint8Array;
}

/**
 * The production cryptography with all chance out of the seed: the same bytes as `nobleCrypto` with that chance, sooner. What draws nothing is
 * the host's (hashes, Ed25519, which is deterministic), sealing is `quickSeal`, and what was signed or sealed here is not computed again to sign
 * it again, to verify or to open it: only bytes that nobody made here, or that were changed since, are looked at in earnest.
 */
export function simulatedCrypto(random: SeededRandom): Crypto {
  const noble = nobleCrypto((length) => random.bytes(length));
  const sealed = new Map<string, Known>();
  const signatures = new Map<string, Uint8Array>();
  /** Of the keys that were made here: what they sign needs no second look. */
  const publicKeys = new Map<string, string>();
  return {
    ...noble,
    sha256: (bytes) => native.sha256(bytes),
    hmac: (key, bytes) => native.hmac(key, bytes),
    hkdf: (secret, salt, info, length) => native.hkdf(secret, salt, info, length),
    encrypt: (key, nonce, aad, plaintext) => native.encrypt(key, nonce, aad, plaintext),
    decrypt: (key, nonce, aad, sealed) => native.decrypt(key, nonce, aad, sealed),
    newIdentity() {
      const pair = noble.newIdentity();
      publicKeys.set(textOf(pair.privateKey), textOf(pair.publicKey));
      return pair;
    },
    sign(privateKey, bytes) {
      const publicKey = publicKeys.get(textOf(privateKey));
      if (publicKey === undefined) return native.sign(privateKey, bytes);
      const name = `${publicKey} ${hash("sha256", bytes, "base64")}`;
      const made = signatures.get(name) ?? native.sign(privateKey, bytes);
      signatures.set(name, made);
      return made.slice();
    },
    verify(publicKey, bytes, signature) {
      const made = signatures.get(`${textOf(publicKey)} ${hash("sha256", bytes, "base64")}`);
      return (made !== undefined && isSame(made, signature)) || native.verify(publicKey, bytes, signature);
    },
    async seal(publicKey, info, aad, plaintext) {
      const made = quickSeal(random.bytes(32), publicKey, info, aad, plaintext);
      sealed.set(textOf(made.enc), { to: publicKey, info, aad, sealed: made, plaintext: plaintext.slice() });
      return made;
    },
    async open(key: KeyPair, info, aad, given) {
      // The encapsulated key is drawn anew for each.
      const known = sealed.get(textOf(given.enc));
      const same =
        known !== undefined &&
        isSame(known.to, key.publicKey) &&
        isSame(known.info, info) &&
        isSame(known.aad, aad) &&
        isSame(known.sealed.ciphertext, given.ciphertext);
      return same ? known.plaintext.slice() : noble.open(key, info, aad, given);
    },
  };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
