/** Byte strings in, byte strings out; raw RFC 8032 / RFC 7748 keys of 32 bytes. docs/PROTOCOL.md 2. */
export interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

export interface Sealed {
  /** HPKE encapsulated key, 32 bytes. */
  readonly enc: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/**
 * Ed25519, SHA-256, HKDF-SHA256, HMAC-SHA256 and HPKE Base (DHKEM X25519 / HKDF-SHA256 / AES-256-GCM).
 * Two implementations must agree on the same vectors.
 */
export interface Crypto {
  random(length: number): Uint8Array;
  sha256(bytes: Uint8Array): Uint8Array;
  hmac(key: Uint8Array, bytes: Uint8Array): Uint8Array;
  hkdf(secret: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array;
  equal(a: Uint8Array, b: Uint8Array): boolean;
  newIdentity(): KeyPair;
  sign(privateKey: Uint8Array, bytes: Uint8Array): Uint8Array;
  verify(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean;
  newEpochKey(): Promise<KeyPair>;
  seal(publicKey: Uint8Array, info: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Promise<Sealed>;
  /** null when it does not open. */
  open(key: KeyPair, info: Uint8Array, aad: Uint8Array, sealed: Sealed): Promise<Uint8Array | null>;
  /** AES-256-GCM: ciphertext and tag. A key of 32 bytes and a nonce of 12, never the same two for other bytes. */
  encrypt(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Uint8Array;
  /** null when it does not open. */
  decrypt(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array | null;
  gzip(bytes: Uint8Array): Uint8Array;
  /** null when broken or larger than `limit` bytes. */
  gunzip(bytes: Uint8Array, limit: number): Uint8Array | null;
}
