import { nobleCrypto } from "../../src/crypto/noble-crypto.ts";
import { nodeCrypto } from "../../src/crypto/node-crypto.ts";
import type { Crypto, KeyPair, Sealed } from "../../src/ports/crypto.ts";
import type { SeededRandom } from "./seeded-random.ts";

const native = nodeCrypto();

/**
 * The production cryptography with all chance out of the seed. What draws nothing (hashes, Ed25519, which is deterministic) is the host's,
 * because it is ten times as quick, and what was sealed here is not computed again to open it; both only save time.
 */
export function simulatedCrypto(random: SeededRandom): Crypto {
  const noble = nobleCrypto((length) => random.bytes(length));
  const sealed = new Map<
    string,
    {
      readonly to: Uint8Array;
      readonly info: Uint8Array;
      readonly aad: Uint8Array;
      readonly sealed: Sealed;
      readonly plaintext: Uint8Array;
    }
  >();
  return {
    ...noble,
    sha256: (bytes) => native.sha256(bytes),
    hmac: (key, bytes) => native.hmac(key, bytes),
    hkdf: (secret, salt, info, length) => native.hkdf(secret, salt, info, length),
    sign: (privateKey, bytes) => native.sign(privateKey, bytes),
    verify: (publicKey, bytes, signature) => native.verify(publicKey, bytes, signature),
    async seal(publicKey, info, aad, plaintext) {
      const made = await noble.seal(publicKey, info, aad, plaintext);
      sealed.set(nameOf(made), { to: publicKey, info, aad, sealed: made, plaintext: plaintext.slice() });
      return made;
    },
    async open(key: KeyPair, info, aad, given) {
      const known = sealed.get(nameOf(given));
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

/** The encapsulated key is drawn anew for each. */
function nameOf({ enc }: Sealed): string {
  return Buffer.from(enc).toString("hex");
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
