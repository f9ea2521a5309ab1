import { toBase32 } from "./base32.ts";

/** UUIDv7 as 26 Crockford characters: in order of creation, minted once, never reused. `random`: 10 bytes. */
export function newId(now: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16);
  let time = Math.floor(now);
  for (let i = 5; i >= 0; i--) {
    bytes[i] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return toBase32(bytes);
}

/** 26 characters that stand for 128 bits. */
export function isId(text: string): boolean {
  return /^[0-9a-hjkmnp-tv-z]{25}[048cgmrw]$/.test(text);
}
