import { gunzipSync, gzipSync } from "node:zlib";

/** A fifth of the time of zlib's default for a file that is a fifth larger, and still a quarter of what it holds: a pass waits for it. */
const LEVEL = 1;

/** One gzip member (RFC 1952). The same bytes give the same result on one machine; other zlib builds may differ. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return plainBytes(gzipSync(bytes, { level: LEVEL }));
}

/** null when broken or larger than `limit` bytes; never allocates much more than that. */
export function gunzip(bytes: Uint8Array, limit: number): Uint8Array | null {
  try {
    return plainBytes(gunzipSync(bytes, { maxOutputLength: limit }));
  } catch {
    return null;
  }
}

/** Node hands out `Buffer`s, partly of a shared pool; the Crypto port promises byte arrays of their own. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes);
}
