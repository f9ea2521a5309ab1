import { type Result, Impossible, failed, ok } from "../model/failure.ts";
import { crc32 } from "./crc32.ts";

/**
 * The bytes of a handshake file's block (docs/PROTOCOL.md, "Handshake file"): `IFHS`, format, parts, CRC-32 of all before it. A part is a tag, a
 * length of two bytes and a value; tags ascend, each at most once, so the same content has one form only. Later versions may add parts with
 * higher tags, which are kept as they came; whoever must not overlook something new raises the format.
 */
const MAGIC = [0x49, 0x46, 0x48, 0x53];
const FORMAT = 1;
const HEAD_LENGTH = MAGIC.length + 1;
const CHECKSUM_LENGTH = 4;
const PART_HEAD_LENGTH = 3;
/** No block is larger, so that its armoured form stays below 2 KiB. */
const BLOCK_LENGTH = 1_200;

/** DAMAGED: not as it was written. TOO_NEW: whole, of a later format. MALFORMED: whole, but nothing that this format allows. */
export type BlockFailure = "DAMAGED" | "TOO_NEW" | "MALFORMED";

export interface BlockParts {
  /** Value by tag, up to the highest tag asked for. */
  readonly known: ReadonlyMap<number, Uint8Array>;
  /** Parts with higher tags, as they came. */
  readonly later: Uint8Array;
}

/** Tags must ascend. `later`: whole parts with higher tags, as `readParts` gave them. */
export function writeParts(parts: readonly (readonly [tag: number, value: Uint8Array])[], later: Uint8Array): Uint8Array {
  const content = [...MAGIC, FORMAT];
  for (const [tag, value] of parts) content.push(tag, value.length >> 8, value.length & 0xff, ...value);
  content.push(...later);
  const bytes = Uint8Array.from([...content, 0, 0, 0, 0]);
  if (bytes.length > BLOCK_LENGTH) throw new Impossible(`a block of ${bytes.length} bytes`);
  new DataView(bytes.buffer).setUint32(content.length, crc32(bytes.subarray(0, content.length)));
  return bytes;
}

/** `lastTag`: the highest tag this reader knows. */
export function readParts(bytes: Uint8Array, lastTag: number): Result<BlockParts, BlockFailure> {
  const end = bytes.length - CHECKSUM_LENGTH;
  if (end < HEAD_LENGTH || bytes.length > BLOCK_LENGTH) return failed("DAMAGED");
  const checksum = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(end);
  if (checksum !== crc32(bytes.subarray(0, end))) return failed("DAMAGED");
  if (MAGIC.some((byte, at) => bytes[at] !== byte)) return failed("MALFORMED");
  const format = bytes[MAGIC.length] ?? 0;
  if (format !== FORMAT) return failed(format > FORMAT ? "TOO_NEW" : "MALFORMED");
  const parts = split(bytes.subarray(HEAD_LENGTH, end), lastTag);
  return parts ? ok(parts) : failed("MALFORMED");
}

/** null: the parts do not fill the bytes, or their tags do not ascend. */
function split(bytes: Uint8Array, lastTag: number): BlockParts | null {
  const known = new Map<number, Uint8Array>();
  let later = bytes.length;
  let last = 0;
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at] ?? 0;
    const start = at + PART_HEAD_LENGTH;
    const end = start + (((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0));
    if (tag <= last || end > bytes.length) return null;
    if (tag > lastTag) later = Math.min(later, at);
    else known.set(tag, bytes.subarray(start, end));
    last = tag;
    at = end;
  }
  return { known, later: bytes.subarray(later) };
}
