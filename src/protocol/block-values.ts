import { fromBase32, toBase32 } from "../model/base32.ts";
import { Impossible } from "../model/failure.ts";
import { name, versionName } from "./parts/text.ts";

/** Values in the parts of a handshake file's block. Writing what does not fit is a bug; reading it gives null. */

/** Names are cut to this many bytes of UTF-8. */
const NAME_LENGTH = 120;
const TIME_LENGTH = 6;
/** The last moment that ISO 8601 writes with four digits of year. */
const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const MOST_VERSIONS = 16;
const VERSION_LENGTH = 24;

export function bytesOf(encoded: string, length: number): Uint8Array {
  const bytes = fromBase32(encoded);
  if (bytes?.length !== length) throw new Impossible(`not ${length} bytes`);
  return bytes;
}

export function encodedOf(bytes: Uint8Array | undefined, length: number): string | null {
  return bytes?.length === length ? toBase32(bytes) : null;
}

/** Milliseconds since 1970, six bytes, the highest first. */
export function timeBytes(iso: string): Uint8Array {
  const time = Date.parse(iso);
  if (!(time >= 0 && time <= LAST_TIME)) throw new Impossible("no time of a handshake file");
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(time));
  return bytes.subarray(bytes.length - TIME_LENGTH);
}

export function timeOf(bytes: Uint8Array | undefined): string | null {
  if (bytes?.length !== TIME_LENGTH) return null;
  const time = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return time <= LAST_TIME ? new Date(time).toISOString() : null;
}

/** One line of UTF-8, cut between characters. */
export function nameBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(NAME_LENGTH);
  return bytes.subarray(0, new TextEncoder().encodeInto(oneLine(text), bytes).written);
}

export function nameOf(bytes: Uint8Array | undefined): string | null {
  const text = bytes && bytes.length <= NAME_LENGTH ? utf8(bytes) : null;
  return text !== null && name.safeParse(text).success ? text : null;
}

/** Versions with a space between. */
export function versionBytes(versions: readonly string[]): Uint8Array {
  if (!areVersions(versions)) throw new Impossible("no versions of a handshake file");
  return new TextEncoder().encode(versions.join(" "));
}

export function versionsOf(bytes: Uint8Array | undefined): readonly string[] | null {
  const versions = (bytes && utf8(bytes))?.split(" ") ?? [];
  return areVersions(versions) ? versions : null;
}

function areVersions(versions: readonly string[]): boolean {
  const fits = (text: string): boolean => text.length <= VERSION_LENGTH && versionName.safeParse(text).success;
  return versions.length > 0 && versions.length <= MOST_VERSIONS && versions.every(fits);
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ");
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
