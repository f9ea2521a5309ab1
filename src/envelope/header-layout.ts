import { Impossible, type Result, failed, ok } from "../model/failure.ts";
import type { EnvelopeCode, EnvelopeFailure } from "./failure.ts";
import { FieldReader } from "./field-reader.ts";
import { FieldWriter } from "./field-writer.ts";
import { type FileKind, type Header, type JoinFields, type RefusalReason, isSealed } from "./header.ts";

/** "FERRY", then CR LF and Ctrl-Z: broken by whatever treats a file as text, as PNG's is. */
export const MAGIC = Uint8Array.of(0x46, 0x45, 0x52, 0x52, 0x59, 0x0d, 0x0a, 0x1a);
export const VERSION = 1;
/** DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, Ed25519, SHA-256. */
export const SUITE = 1;
/** No flag has a meaning yet. A set one says: do not take this file unless you know me. */
const FLAGS = 0;

const KINDS: readonly (readonly [number, FileKind])[] = [
  [1, "message"],
  [2, "acknowledgement"],
  [3, "join"],
  [4, "refused"],
  [5, "start"],
];
const REASONS: readonly (readonly [number, RefusalReason])[] = [
  [1, "used"],
  [2, "expired"],
  [3, "version"],
];

export interface DecodedHeader {
  readonly header: Header;
  /** Bytes of the header: the body begins there. */
  readonly end: number;
  /** Bytes of the ciphertext, tag included; 0 for what is not sealed. */
  readonly bodyLength: number;
}

/** The header's bytes, as docs/PROTOCOL.md 2 lays them out. A header that contradicts itself is a bug of the caller. */
export function encodeHeader(header: Header, bodyLength: number): Uint8Array {
  const fault = contradiction(header);
  if (fault !== null) throw new Impossible(`header: ${fault}`);
  const writer = new FieldWriter()
    .bytes(MAGIC)
    .byte(VERSION)
    .byte(SUITE)
    .byte(codeOf(KINDS, header.kind))
    .byte(FLAGS)
    .encoded(header.connection, 16)
    .encoded(header.sender, 16)
    .encoded(header.addressee, 16)
    .number(header.recipientKey)
    .number(header.generation)
    .numberOrNone(header.sequence < 0 ? null : header.sequence)
    .encodedOrNone(header.previous, 32)
    .number(header.floor)
    .number(header.acknowledges.generation)
    .numberOrNone(header.acknowledges.sequence < 0 ? null : header.acknowledges.sequence)
    .encodedOrNone(header.acknowledges.hash, 32)
    .numberOrNone(header.waitingFor)
    .numberOrNone(header.announces?.number ?? null)
    .encodedOrNone(header.announces?.key ?? "", 32)
    .length(bodyLength);
  if (header.join !== null) writeJoin(writer, header.join);
  if (header.refuses !== null) writer.encoded(header.refuses.hash, 32).byte(codeOf(REASONS, header.refuses.reason));
  return writer.finish();
}

export function hasMagic(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/**
 * Only what `encodeHeader` makes is taken, byte for byte; nothing is defaulted, rounded or skipped. Fails with NOT_A_MESSAGE or
 * one of the codes that say the partner is newer.
 */
export function decodeHeader(bytes: Uint8Array): Result<DecodedHeader, EnvelopeFailure> {
  if (!hasMagic(bytes)) return failed({ code: "NOT_A_MESSAGE", detail: "magic" });
  const reader = new FieldReader(bytes, MAGIC.length);
  const version = reader.byte();
  const suite = reader.byte();
  const kindCode = reader.byte();
  const flags = reader.byte();
  if (reader.fault !== null) return failed({ code: "NOT_A_MESSAGE", detail: reader.fault });
  if (version !== VERSION) return unknown("UNKNOWN_VERSION", version);
  if (suite !== SUITE) return unknown("UNKNOWN_SUITE", suite);
  if (flags !== FLAGS) return unknown("UNKNOWN_FLAGS", flags);
  const kind = valueOf(KINDS, kindCode);
  if (kind === undefined) return unknown("UNKNOWN_KIND", kindCode);

  const { header, bodyLength } = readFields(reader, kind);
  const fault = reader.fault ?? contradiction(header);
  if (fault !== null) return failed({ code: "NOT_A_MESSAGE", detail: fault });
  return ok({ header, end: reader.position, bodyLength });
}

function readFields(reader: FieldReader, kind: FileKind): { header: Header; bodyLength: number } {
  const fixed = {
    kind,
    connection: reader.encoded(16),
    sender: reader.encoded(16),
    addressee: reader.encoded(16),
    recipientKey: reader.number("recipient key"),
    generation: reader.number("generation"),
    sequence: reader.numberOrNone("sequence") ?? -1,
    previous: reader.encodedOrNone(32),
    floor: reader.number("floor"),
    acknowledges: {
      generation: reader.number("acknowledged generation"),
      sequence: reader.numberOrNone("acknowledged sequence") ?? -1,
      hash: reader.encodedOrNone(32),
    },
    waitingFor: reader.numberOrNone("waiting for"),
    announces: readAnnouncement(reader),
  };
  const bodyLength = reader.length();
  reader.require(isSealed(kind) || bodyLength === 0, "body");
  const join = kind === "join" ? readJoin(reader) : null;
  const refuses = kind === "refused" ? readRefusal(reader) : null;
  return { header: { ...fixed, join, refuses }, bodyLength };
}

function readAnnouncement(reader: FieldReader): Header["announces"] {
  const number = reader.numberOrNone("announced key");
  const key = reader.encodedOrNone(32);
  reader.require((number === null) === (key === ""), "announced key");
  return number === null ? null : { number, key };
}

function writeJoin(writer: FieldWriter, join: JoinFields): void {
  writer
    .encoded(join.identityKey, 32)
    .encoded(join.epochKey, 32)
    .encoded(join.invitation, 16)
    .encoded(join.handshakeHash, 32)
    .encodedOrNone(join.mac, 32);
}

function readJoin(reader: FieldReader): JoinFields {
  return {
    identityKey: reader.encoded(32),
    epochKey: reader.encoded(32),
    invitation: reader.encoded(16),
    handshakeHash: reader.encoded(32),
    mac: reader.encodedOrNone(32),
  };
}

function readRefusal(reader: FieldReader): Header["refuses"] {
  const hash = reader.encoded(32);
  const reason = valueOf(REASONS, reader.byte());
  reader.require(reason !== undefined, "reason");
  return reason === undefined ? null : { hash, reason };
}

/** The first field that cannot stand beside the others; null when all can. */
function contradiction(header: Header): string | null {
  const { kind, sequence, previous, acknowledges } = header;
  if (kind === "message" ? sequence < 0 : sequence !== (kind === "join" || kind === "start" ? 0 : -1)) return "sequence";
  if ((previous === "") !== sequence <= 0) return "previous";
  if ((acknowledges.hash === "") !== acknowledges.sequence < 0) return "acknowledged hash";
  if (!isSealed(kind) && header.recipientKey !== 0) return "recipient key";
  if (kind === "start" && header.announces === null) return "announced key";
  if ((header.join !== null) !== (kind === "join")) return "join";
  if ((header.refuses !== null) !== (kind === "refused")) return "refuses";
  return null;
}

function unknown(code: EnvelopeCode, number: number): Result<never, EnvelopeFailure> {
  return failed({ code, detail: String(number) });
}

function codeOf<T>(table: readonly (readonly [number, T])[], value: T): number {
  const row = table.find(([, known]) => known === value);
  if (row === undefined) throw new Impossible(`no code for ${String(value)}`);
  return row[0];
}

function valueOf<T>(table: readonly (readonly [number, T])[], code: number): T | undefined {
  return table.find(([known]) => known === code)?.[1];
}
