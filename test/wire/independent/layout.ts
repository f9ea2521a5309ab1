import { base32, unbase32 } from "./base32.ts";

/** The clear header of a file (docs/PROTOCOL.md 2, "Layout"). Ids, hashes and keys are base32; null is *none* or absent. */
export interface Head {
  readonly kind: 1 | 2 | 3 | 4 | 5;
  readonly connection: string;
  readonly sender: string;
  readonly addressee: string;
  readonly epochKey: number;
  readonly generation: number;
  readonly sequence: number | null;
  readonly previous: string | null;
  readonly floor: number;
  readonly acknowledged: { readonly generation: number; readonly sequence: number | null; readonly hash: string | null };
  readonly waitingFor: number | null;
  readonly announced: { readonly number: number; readonly key: string } | null;
  /** Kind 3 alone. */
  readonly join: {
    readonly identityKey: string;
    readonly epochKey: string;
    readonly invitation: string;
    readonly handshakeHash: string;
    readonly mac: string;
  } | null;
  /** Kind 4 alone. Reasons: 1 used, 2 expired, 3 version. */
  readonly refused: { readonly hash: string; readonly reason: number } | null;
}

const MAGIC = Buffer.from("46455252590d0a1a", "hex");
const LENGTHS = { 1: 224, 2: 224, 3: 368, 4: 257, 5: 224 } as const;
const GREATEST = 2n ** 48n - 1n;
const NONE = 2n ** 64n - 1n;

export function writeHead(head: Head, bodyLength: number): Buffer {
  const to = Buffer.alloc(LENGTHS[head.kind]);
  const put = (at: number, text: string | null): void => {
    if (text !== null) unbase32(text)?.copy(to, at);
  };
  const number = (at: number, value: number | null): void => void to.writeBigUInt64BE(value === null ? NONE : BigInt(value), at);
  MAGIC.copy(to);
  to.set([1, 1, head.kind, 0], 8);
  put(12, head.connection);
  put(28, head.sender);
  put(44, head.addressee);
  number(60, head.epochKey);
  number(68, head.generation);
  number(76, head.sequence);
  put(84, head.previous);
  number(116, head.floor);
  number(124, head.acknowledged.generation);
  number(132, head.acknowledged.sequence);
  put(140, head.acknowledged.hash);
  number(172, head.waitingFor);
  number(180, head.announced?.number ?? null);
  put(188, head.announced?.key ?? null);
  to.writeUInt32BE(bodyLength, 220);
  if (head.join) {
    put(224, head.join.identityKey);
    put(256, head.join.epochKey);
    put(288, head.join.invitation);
    put(304, head.join.handshakeHash);
    put(336, head.join.mac);
  }
  if (head.refused) {
    put(224, head.refused.hash);
    to[256] = head.refused.reason;
  }
  return to;
}

export interface ReadHead {
  readonly head: Head;
  readonly bytes: Buffer;
  readonly bodyLength: number;
}

/** A code of docs/PROTOCOL.md, "Codes", where it is no header of this version. */
export function readHead(file: Buffer): ReadHead | string {
  if (!file.subarray(0, 8).equals(MAGIC)) return "NOT_A_MESSAGE";
  if (file.length < 12) return "NOT_A_MESSAGE";
  const [version, suite, kind, flags] = file.subarray(8, 12);
  if (version !== 1) return "UNKNOWN_VERSION";
  if (suite !== 1) return "UNKNOWN_SUITE";
  if (flags !== 0) return "UNKNOWN_FLAGS";
  if (kind !== 1 && kind !== 2 && kind !== 3 && kind !== 4 && kind !== 5) return "UNKNOWN_KIND";
  if (file.length < LENGTHS[kind]) return "NOT_A_MESSAGE";
  const bytes = file.subarray(0, LENGTHS[kind]);

  let valid = true;
  const demand = (rule: boolean): void => void (valid &&= rule);
  const text = (at: number, length: number): string => base32(bytes.subarray(at, at + length));
  const perhaps = (at: number, length: number): string | null =>
    bytes.subarray(at, at + length).every((byte) => byte === 0) ? null : text(at, length);
  const perhapsNumber = (at: number): number | null => {
    const value = bytes.readBigUInt64BE(at);
    if (value === NONE) return null;
    demand(value <= GREATEST);
    return Number(value);
  };
  const number = (at: number): number => {
    const value = perhapsNumber(at);
    demand(value !== null);
    return value ?? 0;
  };

  const announcedNumber = perhapsNumber(180);
  const announcedKey = perhaps(188, 32);
  demand((announcedNumber === null) === (announcedKey === null));
  const head: Head = {
    kind,
    connection: text(12, 16),
    sender: text(28, 16),
    addressee: text(44, 16),
    epochKey: number(60),
    generation: number(68),
    sequence: perhapsNumber(76),
    previous: perhaps(84, 32),
    floor: number(116),
    acknowledged: { generation: number(124), sequence: perhapsNumber(132), hash: perhaps(140, 32) },
    waitingFor: perhapsNumber(172),
    announced: announcedNumber === null || announcedKey === null ? null : { number: announcedNumber, key: announcedKey },
    join:
      kind === 3
        ? {
            identityKey: text(224, 32),
            epochKey: text(256, 32),
            invitation: text(288, 16),
            handshakeHash: text(304, 32),
            mac: text(336, 32),
          }
        : null,
    refused: kind === 4 ? { hash: text(224, 32), reason: bytes[256] ?? 0 } : null,
  };
  const bodyLength = bytes.readUInt32BE(220);
  const hasBody = kind === 1 || kind === 3;
  if (kind === 1) demand(head.sequence !== null);
  if (kind === 3 || kind === 5) demand(head.sequence === 0);
  if (kind === 5) demand(head.announced !== null);
  if (!hasBody) demand((kind === 5 || head.sequence === null) && head.epochKey === 0 && bodyLength === 0);
  demand((head.previous === null) === (head.sequence === 0 || head.sequence === null));
  demand((head.acknowledged.sequence === null) === (head.acknowledged.hash === null));
  if (head.refused) demand([1, 2, 3].includes(head.refused.reason));
  return valid ? { head, bytes, bodyLength } : "NOT_A_MESSAGE";
}
