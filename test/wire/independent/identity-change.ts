import { base32, unbase32 } from "./base32.ts";
import { type RawPair, sha256, signed, verifies } from "./keys.ts";

/** An identity file (docs/PROTOCOL.md 2, "Another identity key"). Ids and keys are base32. */
export interface Change extends Place {
  readonly from: string;
  readonly to: string;
}

/** Whose stream, and from where on. */
export interface Place {
  readonly connection: string;
  readonly sender: string;
  readonly addressee: string;
  readonly number: number;
  readonly generation: number;
  readonly sequence: number;
}

const OPENING = Buffer.from("46455252590d0a1a01010600", "hex");
const LABEL = Buffer.from("Issue Ferry 1 identity");
const LENGTH = 276;

export function writeChange(change: Place, from: RawPair, to: RawPair): { readonly name: string; readonly bytes: Buffer } {
  const numbers = Buffer.alloc(24);
  for (const [i, value] of [change.number, change.generation, change.sequence].entries()) numbers.writeBigUInt64BE(BigInt(value), i * 8);
  const ids = [change.connection, change.sender, change.addressee].map((id) => unbase32(id, 16) ?? Buffer.alloc(0));
  const head = Buffer.concat([OPENING, ...ids, numbers, from.publicKey, to.publicKey]);
  const agreed = Buffer.concat([head, signed(to.privateKey, Buffer.concat([LABEL, head]))]);
  const bytes = Buffer.concat([agreed, signed(from.privateKey, agreed)]);
  return { name: nameOf(bytes), bytes };
}

/** null: it is none, or not signed by both keys. */
export function readChange(name: string, bytes: Buffer): Change | null {
  if (bytes.length !== LENGTH || !bytes.subarray(0, 12).equals(OPENING) || name !== nameOf(bytes)) return null;
  const number = (at: number): number => Number(bytes.readBigUInt64BE(at));
  const change: Change = {
    connection: base32(bytes.subarray(12, 28)),
    sender: base32(bytes.subarray(28, 44)),
    addressee: base32(bytes.subarray(44, 60)),
    number: number(60),
    generation: number(68),
    sequence: number(76),
    from: base32(bytes.subarray(84, 116)),
    to: base32(bytes.subarray(116, 148)),
  };
  if ([change.number, change.generation, change.sequence].some((value) => value > 2 ** 48 - 1) || change.number === 0) return null;
  if (change.from === change.to) return null;
  const agreed = verifies(bytes.subarray(116, 148), Buffer.concat([LABEL, bytes.subarray(0, 148)]), bytes.subarray(148, 212));
  return agreed && verifies(bytes.subarray(84, 116), bytes.subarray(0, 212), bytes.subarray(212)) ? change : null;
}

function nameOf(bytes: Buffer): string {
  return `identity-${base32(sha256(bytes))}.ferry`;
}
