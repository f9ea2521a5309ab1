const P_LAST = 0x7f;

/** y of the eight points of small order, little-endian: 0, 1, -1 and the two of order 8. The sign of x makes the rest. */
const SMALL_ORDER = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]);

/**
 * Whether a signature under this Ed25519 key proves anything. A key of small order has signatures that fit every message, and a
 * key that is not in its one canonical form is a second name of another. Not every host's library refuses them by itself.
 */
export function isStrongVerifyKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== 32) return false;
  const y = Uint8Array.from(publicKey);
  y[31] = (y[31] ?? 0) & P_LAST;
  return isBelowP(y) && !SMALL_ORDER.has(hex(y));
}

/** p = 2^255 - 19. */
function isBelowP(y: Uint8Array): boolean {
  if (y[31] !== P_LAST) return true;
  for (let i = 30; i > 0; i--) if (y[i] !== 0xff) return true;
  return (y[0] ?? 0) < 0xed;
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
