import { gcm } from "@noble/ciphers/aes.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { KeyPair, Sealed } from "../ports/crypto.ts";

/**
 * RFC 9180, mode Base, one message per context, this one suite: DHKEM(X25519, HKDF-SHA256) 0x0020, HKDF-SHA256 0x0001,
 * AES-256-GCM 0x0002. Names are the RFC's. Points of low order are refused (@noble throws on an all-zero shared secret).
 */
const KEM_SUITE = bytesOf("KEM", 0x00, 0x20);
const HPKE_SUITE = bytesOf("HPKE", 0x00, 0x20, 0x00, 0x01, 0x00, 0x02);
const NONE = new Uint8Array(0);

/** 4.1 DeriveKeyPair; `ikm` are 32 random bytes. */
export function deriveKeyPair(ikm: Uint8Array): KeyPair {
  const privateKey = labeledExpand(KEM_SUITE, labeledExtract(KEM_SUITE, NONE, "dkp_prk", ikm), "sk", NONE, 32);
  return { privateKey, publicKey: x25519.getPublicKey(privateKey) };
}

/** Throws when the recipient's key is of low order. */
export function sealBase(ephemeral: KeyPair, recipient: Uint8Array, info: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Sealed {
  const enc = ephemeral.publicKey;
  const shared = sharedSecret(x25519.getSharedSecret(ephemeral.privateKey, recipient), enc, recipient);
  const { key, nonce } = keySchedule(shared, info);
  return { enc, ciphertext: gcm(key, nonce, aad).encrypt(plaintext) };
}

/** Throws when it does not open: wrong key, info, aad or bytes, or an encapsulated key of low order or wrong length. */
export function openBase(recipient: KeyPair, info: Uint8Array, aad: Uint8Array, sealed: Sealed): Uint8Array {
  const shared = sharedSecret(x25519.getSharedSecret(recipient.privateKey, sealed.enc), sealed.enc, recipient.publicKey);
  const { key, nonce } = keySchedule(shared, info);
  return gcm(key, nonce, aad).decrypt(sealed.ciphertext);
}

/** 4.1 ExtractAndExpand. */
function sharedSecret(dh: Uint8Array, enc: Uint8Array, recipient: Uint8Array): Uint8Array {
  const context = concat(enc, recipient);
  return labeledExpand(KEM_SUITE, labeledExtract(KEM_SUITE, NONE, "eae_prk", dh), "shared_secret", context, 32);
}

/** 5.1 KeySchedule without psk; one message only, so the nonce is the base nonce. */
function keySchedule(shared: Uint8Array, info: Uint8Array): { key: Uint8Array; nonce: Uint8Array } {
  const context = concat(
    Uint8Array.of(0),
    labeledExtract(HPKE_SUITE, NONE, "psk_id_hash", NONE),
    labeledExtract(HPKE_SUITE, NONE, "info_hash", info),
  );
  const secret = labeledExtract(HPKE_SUITE, shared, "secret", NONE);
  return {
    key: labeledExpand(HPKE_SUITE, secret, "key", context, 32),
    nonce: labeledExpand(HPKE_SUITE, secret, "base_nonce", context, 12),
  };
}

function labeledExtract(suite: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array): Uint8Array {
  return extract(sha256, concat(bytesOf("HPKE-v1"), suite, bytesOf(label), ikm), salt);
}

function labeledExpand(suite: Uint8Array, prk: Uint8Array, label: string, info: Uint8Array, length: number): Uint8Array {
  return expand(sha256, prk, concat(Uint8Array.of(length >> 8, length & 255), bytesOf("HPKE-v1"), suite, bytesOf(label), info), length);
}

function bytesOf(ascii: string, ...more: number[]): Uint8Array {
  return concat(new TextEncoder().encode(ascii), Uint8Array.from(more));
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
