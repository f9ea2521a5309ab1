import { gcm } from "@noble/ciphers/aes.js";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { randomBytes } from "@noble/hashes/utils.js";
import type { Crypto } from "../ports/crypto.ts";
import { gunzip, gzip } from "./gzip.ts";
import { deriveKeyPair, openBase, sealBase } from "./hpke-base.ts";

/**
 * The Crypto port without the host's cryptography: for a host whose library lacks something, and for the simulation, where
 * `random` is seeded and everything else follows from it. `random` must be a secure source anywhere else.
 */
export function nobleCrypto(random: (length: number) => Uint8Array = randomBytes): Crypto {
  return {
    random,
    sha256: (bytes) => sha256(bytes),
    hmac: (key, bytes) => hmac(sha256, key, bytes),
    hkdf: (secret, salt, info, length) => hkdf(sha256, secret, salt, info, length),
    equal,
    newIdentity() {
      const privateKey = random(32);
      return { privateKey, publicKey: ed25519.getPublicKey(privateKey) };
    },
    sign: (privateKey, bytes) => ed25519.sign(bytes, privateKey),
    verify(publicKey, bytes, signature) {
      // RFC 8032 rules, not the laxer ones of ZIP 215. Lengths first: @noble throws on wrong ones.
      if (publicKey.length !== 32 || signature.length !== 64) return false;
      return ed25519.verify(signature, bytes, publicKey, { zip215: false });
    },
    async newEpochKey() {
      const privateKey = random(32);
      return { privateKey, publicKey: x25519.getPublicKey(privateKey) };
    },
    async seal(publicKey, info, aad, plaintext) {
      return sealBase(deriveKeyPair(random(32)), publicKey, info, aad, plaintext);
    },
    async open(key, info, aad, sealed) {
      try {
        return openBase(key, info, aad, sealed);
      } catch {
        return null;
      }
    },
    encrypt: (key, nonce, aad, plaintext) => gcm(key, nonce, aad).encrypt(plaintext),
    decrypt(key, nonce, aad, sealed) {
      try {
        return gcm(key, nonce, aad).decrypt(sealed);
      } catch {
        return null;
      }
    },
    gzip,
    gunzip,
  };
}

/** Takes the same time wherever they differ. */
function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
