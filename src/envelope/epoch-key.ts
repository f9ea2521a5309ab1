/**
 * The points of low order on Curve25519 (RFC 7748, 7), little-endian, and their second names above p. A secret shared with one of
 * them is no secret. The top bit is ignored, as X25519 does.
 */
const LOW_ORDER = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]);

/** Whether anything may be sealed to this X25519 key. Asked before a partner's key is stored: `seal` throws on the others. */
export function isUsableEpochKey(key: Uint8Array): boolean {
  if (key.length !== 32) return false;
  const hex = [...key].map((byte, i) => (i === 31 ? byte & 0x7f : byte).toString(16).padStart(2, "0")).join("");
  return !LOW_ORDER.has(hex);
}
