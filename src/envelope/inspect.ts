import { toBase32 } from "../model/base32.ts";
import type { Encoded } from "../model/connection.ts";
import type { ParticipantId } from "../model/document.ts";
import { type Result, failed, ok } from "../model/failure.ts";
import type { Crypto, Sealed } from "../ports/crypto.ts";
import { isUsableEpochKey } from "./epoch-key.ts";
import type { EnvelopeCode, EnvelopeFailure } from "./failure.ts";
import { decoded } from "./field-writer.ts";
import { type FileName, parseName } from "./file-name.ts";
import { type DecodedHeader, decodeHeader, hasMagic } from "./header-layout.ts";
import { type Header, isSealed } from "./header.ts";
import { MAX_FILE_BYTES } from "./limits.ts";
import { participantId } from "./participant.ts";

/** A file that its sender signed under this name, for this addressee and connection. Nothing else in the folder means anything. */
export interface InspectedFile {
  readonly name: string;
  readonly header: Header;
  readonly hash: Encoded;
  /** All of it, as it was signed. */
  readonly bytes: Uint8Array;
  /** The header's bytes: what the seal covers besides the body. */
  readonly head: Uint8Array;
  /** null for what is signed only. */
  readonly sealed: Sealed | null;
}

export interface Expected {
  readonly connection: string;
  /** null: whoever it is. A primary that knows no partner yet reads its own directory so. */
  readonly addressee: ParticipantId | null;
  /** The owner of the directory the file lies in. */
  readonly sender: ParticipantId;
  /** null: not known yet; then only a join is taken, if the key it brings hashes to `sender`. */
  readonly identityKey: Uint8Array | null;
}

const ENC_BYTES = 32;
const SIGNATURE_BYTES = 64;

/**
 * All checks that need no secret, in order: size, magic, name against bytes, version to lengths, name against header, connection,
 * addressee, sender, public keys it brings, signature (docs/PROTOCOL.md 2). The name is held against the bytes before the version
 * is looked at, so that damage is not taken for a newer partner. Until it said yes, bytes from outside are nothing else (A10). Position, chain, MAC of a join and the seal are for the caller.
 */
export function inspectFile(crypto: Crypto, name: string, bytes: Uint8Array, expect: Expected): Result<InspectedFile, EnvelopeFailure> {
  const named = parseName(name);
  if (named === null) return no("NAME_MISMATCH", "grammar");
  if (bytes.length > MAX_FILE_BYTES) return no("TOO_LARGE", String(bytes.length));
  if (!hasMagic(bytes)) return no("NOT_A_MESSAGE", "magic");
  const hash = toBase32(crypto.sha256(bytes));
  if (named.kind !== "join" && named.hash !== hash) return no("NAME_MISMATCH", "hash");

  const decodedHeader = decodeHeader(bytes);
  if (!decodedHeader.ok) return decodedHeader;
  const { header, end } = decodedHeader.value;
  const file = parts(bytes, decodedHeader.value);
  if (file === null) return no("NOT_A_MESSAGE", "length");
  if (!nameAgrees(named, header)) return no("NAME_MISMATCH", "header");

  if (header.connection !== expect.connection) return no("OTHER_CONNECTION");
  if (expect.addressee !== null && header.addressee !== expect.addressee) return no("OTHER_ADDRESSEE");
  const key = identityOf(crypto, header, expect);
  if (header.sender !== expect.sender || key === null) return no("OTHER_SENDER");
  if (!bringsUsableKeys(header)) return no("WEAK_KEY");
  if (!crypto.verify(key, file.unsigned, file.signature)) return no("BAD_SIGNATURE");
  return ok({ name, header, hash, bytes, head: bytes.subarray(0, end), sealed: file.sealed });
}

/** null when the file is shorter or longer than its header says. */
function parts(
  bytes: Uint8Array,
  { header, end, bodyLength }: DecodedHeader,
): { sealed: Sealed | null; unsigned: Uint8Array; signature: Uint8Array } | null {
  const sealed = isSealed(header.kind);
  const signature = end + (sealed ? ENC_BYTES + bodyLength : 0);
  if (bytes.length !== signature + SIGNATURE_BYTES) return null;
  return {
    sealed: sealed ? { enc: bytes.subarray(end, end + ENC_BYTES), ciphertext: bytes.subarray(end + ENC_BYTES, signature) } : null,
    unsigned: bytes.subarray(0, signature),
    signature: bytes.subarray(signature),
  };
}

function nameAgrees(name: FileName, header: Header): boolean {
  switch (name.kind) {
    case "message":
      return (
        (header.kind === "message" || header.kind === "start") && name.generation === header.generation && name.sequence === header.sequence
      );
    case "join":
      return name.invitation === header.join?.invitation;
    case "acknowledgement":
    case "refused":
      return header.kind === name.kind;
  }
}

/** The key the signature is to be checked with; null when this file cannot be the expected sender's. */
function identityOf(crypto: Crypto, header: Header, expect: Expected): Uint8Array | null {
  if (header.join === null) return expect.identityKey;
  const brought = decoded(header.join.identityKey, 32);
  if (expect.identityKey !== null && !crypto.equal(expect.identityKey, brought)) return null;
  return participantId(crypto, brought) === header.sender ? brought : null;
}

function bringsUsableKeys(header: Header): boolean {
  return [header.join?.epochKey, header.announces?.key].every((key) => key === undefined || isUsableEpochKey(decoded(key, 32)));
}

function no(code: EnvelopeCode, detail?: string): Result<never, EnvelopeFailure> {
  return failed(detail === undefined ? { code } : { code, detail });
}
