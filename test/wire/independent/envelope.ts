import { randomBytes } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { base32, unbase32 } from "./base32.ts";
import * as hpke from "./hpke.ts";
import { type RawPair, isEpochKey, sha256, signed, verifies } from "./keys.ts";
import { type Head, readHead, writeHead } from "./layout.ts";

/** What the seal is bound to besides the header (docs/PROTOCOL.md 2, "Sealing and signing"). The transcript is base32. */
export interface Context {
  readonly connection: string;
  readonly primaryKey: Uint8Array;
  readonly secondaryKey: Uint8Array;
  readonly transcript: string;
}

export interface WrittenFile {
  readonly name: string;
  readonly hash: string;
  readonly bytes: Buffer;
}

export function contextBytes(context: Context): Buffer {
  return Buffer.concat([bytesOf(context.connection), context.primaryKey, context.secondaryKey, bytesOf(context.transcript)]);
}

export function sealInfo(context: Context, addresseeKey: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from("Issue Ferry 1 seal"), contextBytes(context), addresseeKey]);
}

export function participantId(identityKey: Uint8Array): string {
  return base32(sha256(Buffer.from("Issue Ferry 1 participant"), identityKey).subarray(0, 16));
}

/** The name that a file with this header and hash has (docs/PROTOCOL.md 2, "File names"). */
function nameOf(head: Head, hash: string): string {
  switch (head.kind) {
    case 1:
    case 5:
      return `${head.generation}-${head.sequence}-${hash}.ferry`;
    case 2:
      return `ack-${hash}.ferry`;
    case 3:
      return `join-${head.join?.invitation}.ferry`;
    case 4:
      return `refused-${hash}.ferry`;
  }
}

function finished(head: Head, unsigned: Buffer, identity: RawPair): WrittenFile {
  const bytes = Buffer.concat([unsigned, signed(identity.privateKey, unsigned)]);
  const hash = base32(sha256(bytes));
  return { name: nameOf(head, hash), hash, bytes };
}

/** A message or join. `ikmE` and `packed` only where the bytes are known beforehand. */
export function sealFile(
  head: Head,
  plaintext: Uint8Array,
  identity: RawPair,
  addresseeKey: Uint8Array,
  context: Context,
  { ikmE = randomBytes(32), packed = gzipSync(plaintext) }: { ikmE?: Uint8Array; packed?: Uint8Array } = {},
): WrittenFile {
  const header = writeHead(head, packed.length + 16);
  const { enc, ciphertext } = hpke.seal(addresseeKey, sealInfo(context, addresseeKey), header, packed, hpke.deriveKeyPair(ikmE));
  return finished(head, Buffer.concat([header, enc, ciphertext]), identity);
}

/** An acknowledgement or refusal. */
export function signFile(head: Head, identity: RawPair): WrittenFile {
  return finished(head, writeHead(head, 0), identity);
}

export interface Expectation {
  readonly connection: string;
  readonly addressee: string;
  /** The owner of the directory. */
  readonly sender: string;
  /** null: only a join is taken. */
  readonly identityKey: Uint8Array | null;
}

export interface CheckedFile {
  readonly head: Head;
  readonly header: Buffer;
  readonly hash: string;
  readonly enc: Buffer;
  readonly ciphertext: Buffer;
}

/** "Checks of a reader", 1 to 7, in that order; the code of the first that fails. */
export function checkFile(name: string, bytes: Buffer, expected: Expectation): CheckedFile | string {
  if (!isName(name)) return "NAME_MISMATCH";
  if (bytes.length > 8_388_608) return "TOO_LARGE";
  if (bytes.subarray(0, 8).toString("latin1") !== "FERRY\r\n\x1a") return "NOT_A_MESSAGE";
  const hash = base32(sha256(bytes));
  if (!name.startsWith("join-") && !name.endsWith(`${hash}.ferry`)) return "NAME_MISMATCH";
  const read = readHead(bytes);
  if (typeof read === "string") return read;
  const { head, bytes: header, bodyLength } = read;
  const hasBody = head.kind === 1 || head.kind === 3;
  const end = header.length + (hasBody ? 32 + bodyLength : 0);
  if (bytes.length !== end + 64) return "NOT_A_MESSAGE";
  if (nameOf(head, hash) !== name) return "NAME_MISMATCH";
  if (head.connection !== expected.connection) return "OTHER_CONNECTION";
  if (head.addressee !== expected.addressee) return "OTHER_ADDRESSEE";
  const key = head.join ? bytesOf(head.join.identityKey) : expected.identityKey;
  if (head.sender !== expected.sender || key === null || participantId(key) !== head.sender) return "OTHER_SENDER";
  if ([head.join?.epochKey, head.announced?.key].some((epoch) => epoch !== undefined && !isEpochKey(bytesOf(epoch)))) return "WEAK_KEY";
  if (!verifies(key, bytes.subarray(0, end), bytes.subarray(end))) return "BAD_SIGNATURE";
  return {
    head,
    header,
    hash,
    enc: bytes.subarray(header.length, header.length + 32),
    ciphertext: bytes.subarray(header.length + 32, end),
  };
}

/** Check 9: the plaintext, or the code. */
export function openFile({ header, enc, ciphertext }: CheckedFile, own: RawPair, context: Context): Buffer | string {
  const packed = hpke.open(own, sealInfo(context, own.publicKey), header, enc, ciphertext);
  if (packed === null) return "NOT_OPENED";
  try {
    return gunzipSync(packed, { maxOutputLength: 67_108_864 });
  } catch {
    return "BROKEN_INSIDE";
  }
}

function isName(name: string): boolean {
  const [, numbers, hash, invitation] =
    /^(?:((?:0|[1-9]\d*)-(?:0|[1-9]\d*)-|ack-|refused-)([0-9a-z]{52})|join-([0-9a-z]{26}))\.ferry$/.exec(name) ?? [];
  if (invitation !== undefined) return unbase32(invitation, 16) !== null;
  return numbers !== undefined && hash !== undefined && unbase32(hash, 32) !== null;
}

/** Of a text that is base32 already. */
export function bytesOf(text: string): Buffer {
  const bytes = unbase32(text);
  if (bytes === null) throw new Error("no base32");
  return bytes;
}
