import type { PartName } from "../model/part-name.ts";
import type { Crypto } from "../ports/crypto.ts";
import { concat } from "./concat.ts";
import { decoded } from "./field-writer.ts";
import { PART_LABEL } from "./labels.ts";

/** AES-GCM's tag: a sealed part is so much longer than what is in it. */
export const PART_TAG_BYTES = 16;

/** Where a part stands in its transfer. */
export interface PartPlace extends PartName {
  /** Parts of the whole transfer. */
  readonly parts: number;
  /** Bytes of the whole transfer. */
  readonly size: number;
}

/**
 * One part of a content, sealed with its transfer's key, which travels inside a sealed message (docs/PROTOCOL.md 6). The nonce is the part's number:
 * with one key a number is sealed with one content only. The same part gives the same bytes.
 */
export function sealPart(crypto: Crypto, key: Uint8Array, place: PartPlace, plaintext: Uint8Array): Uint8Array {
  return crypto.encrypt(key, nonceOf(place), associated(place), plaintext);
}

/** null: it is not this part of this transfer. */
export function openPart(crypto: Crypto, key: Uint8Array, place: PartPlace, sealed: Uint8Array): Uint8Array | null {
  return crypto.decrypt(key, nonceOf(place), associated(place), sealed);
}

/** Four bytes of zero, and the number. */
function nonceOf({ number }: PartPlace): Uint8Array {
  return concat(new Uint8Array(4), eightBytes(number));
}

/** What it is a part of, and which one: no part passes for another. */
function associated({ transfer, number, parts, size }: PartPlace): Uint8Array {
  return concat(PART_LABEL, decoded(transfer, 16), eightBytes(number), eightBytes(parts), eightBytes(size));
}

function eightBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}
