import { crc32 } from "node:zlib";
import { base32, unbase32 } from "./base32.ts";
import { sha256 } from "./keys.ts";

/** docs/PROTOCOL.md, "Handshake file". */
export interface Invitation {
  readonly connection: string;
  readonly participant: string;
  readonly identityKey: string;
  readonly epochKey: string;
  readonly invitation: string;
  readonly secret: string;
  /** Milliseconds. */
  readonly created: number;
  readonly expires: number;
  readonly project: string;
  readonly purpose: string;
  readonly speaks: readonly string[];
  /** base32; absent where no contract is announced. */
  readonly contract?: string;
  /** base32. */
  readonly hash: string;
}

const BEGIN = "--beginissueferryhandshake--";
const END = "--endissueferryhandshake--";

/** A code where there is no invitation in the text. */
export function readInvitation(text: string): Invitation | string {
  if (text.length > 1_000_000) return "TOO_LARGE";
  const plain = text
    .replaceAll(/[\s>|\u200b\u2060\ufeff]/gu, "")
    .replaceAll(/[\u2010-\u2015]/gu, "-")
    .toLowerCase();
  const parts = plain.split(BEGIN).slice(1);
  const blocks = new Set(
    parts.filter((part) => part.includes(END)).map((part) => part.slice(0, part.indexOf(END)).replaceAll(/^-+|-+$/g, "")),
  );
  if (blocks.size > 1) return "SEVERAL_BLOCKS";
  const [block] = blocks;
  if (block === undefined) return parts.length > 0 ? "DAMAGED" : "NO_BLOCK";
  const bytes = unbase32(block);
  if (bytes === null) return "DAMAGED";
  return readBlock(bytes);
}

function readBlock(bytes: Buffer): Invitation | string {
  if (bytes.length < 9 || bytes.length > 1200 || crc32(bytes.subarray(0, -4)) !== bytes.readUInt32BE(bytes.length - 4)) return "DAMAGED";
  if (bytes.toString("latin1", 0, 4) !== "IFHS") return "MALFORMED";
  const format = bytes[4] ?? 0;
  if (format > 1) return "TOO_NEW";
  if (format !== 1) return "MALFORMED";
  const values = new Map<number, Buffer>();
  let at = 5;
  let last = 0;
  while (at < bytes.length - 4) {
    if (at + 3 > bytes.length - 4) return "MALFORMED";
    const tag = bytes[at] ?? 0;
    const end = at + 3 + bytes.readUInt16BE(at + 1);
    if (tag <= last || end > bytes.length - 4) return "MALFORMED";
    values.set(tag, bytes.subarray(at + 3, end));
    last = tag;
    at = end;
  }
  const sizes = { 1: 16, 2: 16, 3: 32, 4: 32, 5: 16, 6: 32, 7: 6, 8: 6 };
  for (const [tag, size] of Object.entries(sizes)) if (values.get(Number(tag))?.length !== size) return "MALFORMED";
  const text = (tag: number): string => base32(values.get(tag) ?? Buffer.alloc(0));
  const utf8 = (tag: number): string => (values.get(tag) ?? Buffer.alloc(0)).toString();
  if (![9, 10, 11].every((tag) => values.has(tag))) return "MALFORMED";
  if (values.has(12) && values.get(12)?.length !== 32) return "MALFORMED";
  return {
    connection: text(1),
    participant: text(2),
    identityKey: text(3),
    epochKey: text(4),
    invitation: text(5),
    secret: text(6),
    created: values.get(7)?.readUIntBE(0, 6) ?? 0,
    expires: values.get(8)?.readUIntBE(0, 6) ?? 0,
    project: utf8(9),
    purpose: utf8(10),
    speaks: utf8(11).split(" "),
    ...(values.has(12) && { contract: text(12) }),
    hash: base32(sha256(bytes)),
  };
}

/** The block alone: all that counts of a handshake file. */
export function writeInvitation(invitation: Omit<Invitation, "hash">): string {
  const time = (value: number): Buffer => {
    const bytes = Buffer.alloc(6);
    bytes.writeUIntBE(value, 0, 6);
    return bytes;
  };
  const id = (text: string): Buffer => unbase32(text) ?? Buffer.alloc(0);
  const values = [
    id(invitation.connection),
    id(invitation.participant),
    id(invitation.identityKey),
    id(invitation.epochKey),
    id(invitation.invitation),
    id(invitation.secret),
    time(invitation.created),
    time(invitation.expires),
    Buffer.from(invitation.project),
    Buffer.from(invitation.purpose),
    Buffer.from(invitation.speaks.join(" ")),
    ...(invitation.contract === undefined ? [] : [id(invitation.contract)]),
  ];
  const parts = values.flatMap((value, i) => [Buffer.from([i + 1, value.length >> 8, value.length & 255]), value]);
  const body = Buffer.concat([Buffer.from("IFHS"), Buffer.from([1]), ...parts]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  const lines = base32(Buffer.concat([body, check])).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ISSUE FERRY HANDSHAKE-----\n${lines.join("\n")}\n-----END ISSUE FERRY HANDSHAKE-----\n`;
}
