import type { Crypto } from "../../src/ports/crypto.ts";
import { nobleCrypto } from "../../src/crypto/noble-crypto.ts";
import { nodeCrypto } from "../../src/crypto/node-crypto.ts";
import type { SeededRandom } from "./seeded-random.ts";

const native = nodeCrypto();

/**
 * The production cryptography with all chance out of the seed. What draws nothing (hashes, Ed25519, which is deterministic) is the host's,
 * because it is ten times as quick; both agree on the same vectors.
 */
export function simulatedCrypto(random: SeededRandom): Crypto {
  return {
    ...nobleCrypto((length) => random.bytes(length)),
    sha256: native.sha256,
    hmac: native.hmac,
    hkdf: native.hkdf,
    sign: native.sign,
    verify: native.verify,
  };
}
