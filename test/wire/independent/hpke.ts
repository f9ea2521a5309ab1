import { createCipheriv, createDecipheriv, createHmac, diffieHellman } from "node:crypto";
import { type RawPair, pairOf, privateKeyOf, publicKeyOf } from "./keys.ts";

/**
 * RFC 9180, mode Base, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, one message for each encapsulation: written from the RFC, on
 * node:crypto's HMAC, X25519 and AES alone.
 */
const KEM_ID = Buffer.from("0020", "hex");
const KEM_SUITE = Buffer.concat([Buffer.from("KEM"), KEM_ID]);
const HPKE_SUITE = Buffer.concat([Buffer.from("HPKE"), KEM_ID, Buffer.from("00010002", "hex")]);
const NOTHING = Buffer.alloc(0);

function hmac(key: Uint8Array, ...parts: Uint8Array[]): Buffer {
  return createHmac("sha256", key).update(Buffer.concat(parts)).digest();
}

function labeledExtract(suite: Buffer, salt: Uint8Array, label: string, ikm: Uint8Array): Buffer {
  return hmac(salt.length === 0 ? Buffer.alloc(32) : salt, Buffer.from("HPKE-v1"), suite, Buffer.from(label), ikm);
}

/** Nothing here is longer than one block of HKDF-Expand. */
function labeledExpand(suite: Buffer, prk: Uint8Array, label: string, info: Uint8Array, length: number): Buffer {
  const size = Buffer.from([0, length]);
  return hmac(prk, size, Buffer.from("HPKE-v1"), suite, Buffer.from(label), info, Buffer.from([1])).subarray(0, length);
}

export function deriveKeyPair(ikm: Uint8Array): RawPair {
  const prk = labeledExtract(KEM_SUITE, NOTHING, "dkp_prk", ikm);
  return pairOf("x25519", labeledExpand(KEM_SUITE, prk, "sk", NOTHING, 32));
}

function keySchedule(dh: Buffer, kemContext: Buffer, info: Uint8Array): { key: Buffer; nonce: Buffer } {
  const eaePrk = labeledExtract(KEM_SUITE, NOTHING, "eae_prk", dh);
  const shared = labeledExpand(KEM_SUITE, eaePrk, "shared_secret", kemContext, 32);
  const pskIdHash = labeledExtract(HPKE_SUITE, NOTHING, "psk_id_hash", NOTHING);
  const infoHash = labeledExtract(HPKE_SUITE, NOTHING, "info_hash", info);
  const context = Buffer.concat([Buffer.from([0]), pskIdHash, infoHash]);
  const secret = labeledExtract(HPKE_SUITE, shared, "secret", NOTHING);
  return {
    key: labeledExpand(HPKE_SUITE, secret, "key", context, 32),
    nonce: labeledExpand(HPKE_SUITE, secret, "base_nonce", context, 12),
  };
}

export function seal(to: Uint8Array, info: Uint8Array, aad: Uint8Array, plaintext: Uint8Array, ephemeral: RawPair) {
  const dh = diffieHellman({ privateKey: privateKeyOf("x25519", ephemeral.privateKey), publicKey: publicKeyOf("x25519", to) });
  const { key, nonce } = keySchedule(dh, Buffer.concat([ephemeral.publicKey, to]), info);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(aad);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return { enc: ephemeral.publicKey, ciphertext };
}

/** null: not sealed to this key in this context. */
export function open(own: RawPair, info: Uint8Array, aad: Uint8Array, enc: Uint8Array, ciphertext: Uint8Array): Buffer | null {
  try {
    const dh = diffieHellman({ privateKey: privateKeyOf("x25519", own.privateKey), publicKey: publicKeyOf("x25519", enc) });
    const { key, nonce } = keySchedule(dh, Buffer.concat([enc, own.publicKey]), info);
    const cipher = createDecipheriv("aes-256-gcm", key, nonce).setAAD(aad);
    cipher.setAuthTag(ciphertext.subarray(-16));
    return Buffer.concat([cipher.update(ciphertext.subarray(0, -16)), cipher.final()]);
  } catch {
    return null;
  }
}
