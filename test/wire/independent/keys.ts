import { type KeyObject, createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";

/** Raw keys of 32 bytes, as docs/PROTOCOL.md 2 has them, for node:crypto, which wants them in DER (RFC 8410). */
export interface RawPair {
  readonly publicKey: Buffer;
  readonly privateKey: Buffer;
}

const OID = { ed25519: "70", x25519: "6e" } as const;
type Curve = keyof typeof OID;

export function privateKeyOf(curve: Curve, raw: Uint8Array): KeyObject {
  const key = Buffer.concat([Buffer.from(`302e020100300506032b65${OID[curve]}04220420`, "hex"), raw]);
  return createPrivateKey({ key, format: "der", type: "pkcs8" });
}

export function publicKeyOf(curve: Curve, raw: Uint8Array): KeyObject {
  const key = Buffer.concat([Buffer.from(`302a300506032b65${OID[curve]}032100`, "hex"), raw]);
  return createPublicKey({ key, format: "der", type: "spki" });
}

export function pairOf(curve: Curve, privateKey: Uint8Array): RawPair {
  const spki = createPublicKey(privateKeyOf(curve, privateKey)).export({ format: "der", type: "spki" });
  return { publicKey: spki.subarray(-32), privateKey: Buffer.from(privateKey) };
}

export function sha256(...parts: Uint8Array[]): Buffer {
  return createHash("sha256").update(Buffer.concat(parts)).digest();
}

export function signed(privateKey: Uint8Array, bytes: Uint8Array): Buffer {
  return sign(null, bytes, privateKeyOf("ed25519", privateKey));
}

/** False also for an identity key that "verifies nothing" (docs/PROTOCOL.md 2, "Identities"). */
export function verifies(identityKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  return isIdentityKey(identityKey) && verify(null, bytes, publicKeyOf("ed25519", identityKey), signature);
}

/** y of the points of order 8 on Ed25519, and on the curve of X25519. */
const ORDER_8 = {
  ed25519: [
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  ],
  x25519: [
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  ],
} as const;
const P = 2n ** 255n - 19n;

function isIdentityKey(key: Uint8Array): boolean {
  const y = withoutTopBit(key);
  if (y >= P || y === 0n || y === 1n || y === P - 1n) return false;
  return !ORDER_8.ed25519.some((point) => withoutTopBit(Buffer.from(point, "hex")) === y);
}

/** Whether an epoch key may be used (docs/PROTOCOL.md 2, "Identities"). */
export function isEpochKey(key: Uint8Array): boolean {
  const u = withoutTopBit(key);
  if ([0n, 1n, P - 1n, P, P + 1n].includes(u)) return false;
  return !ORDER_8.x25519.some((point) => withoutTopBit(Buffer.from(point, "hex")) === u);
}

/** Little-endian, as both RFCs have it. */
function withoutTopBit(key: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(Uint8Array.from(key).toReversed()).toString("hex")}`) & (2n ** 255n - 1n);
}
