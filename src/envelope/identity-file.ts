import { toBase32 } from "../model/base32.ts";
import type { Encoded } from "../model/connection.ts";
import type { ParticipantId } from "../model/document.ts";
import type { Crypto, KeyPair } from "../ports/crypto.ts";
import { concat } from "./concat.ts";
import { FieldReader } from "./field-reader.ts";
import { FieldWriter, decoded } from "./field-writer.ts";
import { MAGIC, SUITE, VERSION } from "./header-layout.ts";
import { IDENTITY_LABEL } from "./labels.ts";
import type { SealedFile } from "./seal.ts";

/** "From this place of my stream on I sign with this key": signed by the key before, and by the new one (docs/PROTOCOL.md 2). */
export interface IdentityChange {
  readonly connection: string;
  readonly sender: ParticipantId;
  readonly addressee: ParticipantId;
  /** Of the change on this connection, from 1. */
  readonly number: number;
  /** The first place of the stream that the new key signs. */
  readonly generation: number;
  readonly sequence: number;
  readonly from: Encoded;
  readonly to: Encoded;
}

/** How every file begins, with a kind of its own and no flags. */
const OPENING = concat(MAGIC, Uint8Array.of(VERSION, SUITE, 6, 0));
const SIGNATURE_BYTES = 64;
/** Of every identity file: what is longer or shorter need not be fetched. */
export const IDENTITY_BYTES = 276;

/** The same change and keys give the same bytes. */
export function identityFile(crypto: Crypto, change: Omit<IdentityChange, "from" | "to">, from: KeyPair, to: KeyPair): SealedFile {
  const head = concat(
    OPENING,
    new FieldWriter()
      .encoded(change.connection, 16)
      .encoded(change.sender, 16)
      .encoded(change.addressee, 16)
      .number(change.number)
      .number(change.generation)
      .number(change.sequence)
      .encoded(toBase32(from.publicKey), 32)
      .encoded(toBase32(to.publicKey), 32)
      .finish(),
  );
  const agreed = concat(head, crypto.sign(to.privateKey, concat(IDENTITY_LABEL, head)));
  const bytes = concat(agreed, crypto.sign(from.privateKey, agreed));
  const hash = toBase32(crypto.sha256(bytes));
  return { name: nameOf(hash), hash, bytes };
}

function nameOf(hash: Encoded): string {
  return `identity-${hash}.ferry`;
}

/** null: damaged, of another kind or form, not signed by both keys that it names, or a change to the very same key. Whose keys they are is for the caller. */
export function readIdentityFile(crypto: Crypto, name: string, bytes: Uint8Array): IdentityChange | null {
  if (bytes.length !== IDENTITY_BYTES || !OPENING.every((byte, i) => bytes[i] === byte) || name !== nameOf(toBase32(crypto.sha256(bytes))))
    return null;
  const reader = new FieldReader(bytes, OPENING.length);
  const change: IdentityChange = {
    connection: reader.encoded(16),
    sender: reader.encoded(16),
    addressee: reader.encoded(16),
    number: reader.number("number"),
    generation: reader.number("generation"),
    sequence: reader.number("sequence"),
    from: reader.encoded(32),
    to: reader.encoded(32),
  };
  const end = reader.position;
  if (reader.fault !== null || change.number === 0 || bytes.length !== end + 2 * SIGNATURE_BYTES || change.from === change.to) return null;
  const [from, to] = [decoded(change.from, 32), decoded(change.to, 32)];
  const agreed = bytes.subarray(0, end + SIGNATURE_BYTES);
  const signedByBoth =
    crypto.verify(from, agreed, bytes.subarray(agreed.length)) &&
    crypto.verify(to, concat(IDENTITY_LABEL, agreed.subarray(0, end)), agreed.subarray(end));
  return signedByBoth ? change : null;
}
