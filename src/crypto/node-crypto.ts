import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
} from "node:crypto";
import {
  AEAD_AES_256_GCM,
  CipherSuite,
  DecapError,
  DeserializeError,
  KDF_HKDF_SHA256,
  KEM_DHKEM_X25519_HKDF_SHA256,
  OpenError,
} from "hpke";
import type { Crypto, KeyPair } from "../ports/crypto.ts";
import { isStrongVerifyKey } from "./ed25519-key.ts";
import { gunzip, gzip, plainBytes } from "./gzip.ts";

/** RFC 8410: what DER puts before a raw Ed25519 key. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

const GCM = "aes-256-gcm";
/** Bytes. */
const TAG = 16;

/** The Crypto port on what the host brings: node:crypto, and `hpke` on its Web Crypto. */
export function nodeCrypto(): Crypto {
  const suite = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_256_GCM);
  return {
    random: (length) => plainBytes(randomBytes(length)),
    sha256: (bytes) => plainBytes(createHash("sha256").update(bytes).digest()),
    hmac: (key, bytes) => plainBytes(createHmac("sha256", key).update(bytes).digest()),
    hkdf: (secret, salt, info, length) => new Uint8Array(hkdfSync("sha256", secret, salt, info, length)),
    equal: (a, b) => a.length === b.length && timingSafeEqual(a, b),
    newIdentity,
    sign: (privateKey, bytes) => plainBytes(sign(null, bytes, signingKey(privateKey))),
    verify: (publicKey, bytes, signature) =>
      signature.length === 64 && isStrongVerifyKey(publicKey) && verify(null, bytes, verifyKey(publicKey), signature),
    async newEpochKey() {
      const pair = await suite.GenerateKeyPair(true);
      return {
        publicKey: await suite.SerializePublicKey(pair.publicKey),
        privateKey: await suite.SerializePrivateKey(pair.privateKey),
      };
    },
    async seal(publicKey, info, aad, plaintext) {
      const { encapsulatedSecret, ciphertext } = await suite.Seal(await suite.DeserializePublicKey(publicKey), plaintext, { info, aad });
      return { enc: encapsulatedSecret, ciphertext };
    },
    async open(key, info, aad, sealed) {
      const pair = {
        privateKey: await suite.DeserializePrivateKey(key.privateKey, false),
        publicKey: await suite.DeserializePublicKey(key.publicKey),
      };
      try {
        return await suite.Open(pair, sealed.enc, sealed.ciphertext, { info, aad });
      } catch (error) {
        if (error instanceof OpenError || error instanceof DecapError || error instanceof DeserializeError) return null;
        throw error;
      }
    },
    encrypt(key, nonce, aad, plaintext) {
      const cipher = createCipheriv(GCM, key, nonce).setAAD(aad);
      return plainBytes(Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]));
    },
    decrypt(key, nonce, aad, sealed) {
      const end = sealed.length - TAG;
      if (end < 0) return null;
      const cipher = createDecipheriv(GCM, key, nonce, { authTagLength: TAG }).setAAD(aad).setAuthTag(sealed.subarray(end));
      const plaintext = cipher.update(sealed.subarray(0, end));
      try {
        cipher.final();
      } catch {
        return null;
      }
      return plainBytes(plaintext);
    },
    gzip,
    gunzip,
  };
}

function newIdentity(): KeyPair {
  const pair = generateKeyPairSync("ed25519");
  return {
    publicKey: plainBytes(pair.publicKey.export({ format: "der", type: "spki" }).subarray(SPKI.length)),
    privateKey: plainBytes(pair.privateKey.export({ format: "der", type: "pkcs8" }).subarray(PKCS8.length)),
  };
}

/** By the bytes that were given, which nobody changes: reading a key takes twice as long as signing with it. */
const signingKeys = new WeakMap<Uint8Array, KeyObject>();

function signingKey(seed: Uint8Array): KeyObject {
  const known = signingKeys.get(seed);
  if (known) return known;
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
  signingKeys.set(seed, key);
  return key;
}

function verifyKey(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: "der", type: "spki" });
}
