import { toBase32 } from "../model/base32.ts";
import type { Encoded } from "../model/connection.ts";
import { Impossible } from "../model/failure.ts";
import type { Crypto, KeyPair } from "../ports/crypto.ts";
import { concat } from "./concat.ts";
import { fileName } from "./file-name.ts";
import { encodeHeader } from "./header-layout.ts";
import { type Header, isSealed } from "./header.ts";
import { MAX_FILE_BYTES, MAX_PLAIN_BYTES } from "./limits.ts";
import { participantId } from "./participant.ts";
import { type SealContext, sealInfo } from "./seal-context.ts";

/** A file ready for the exchange folder. Its bytes never change. */
export interface SealedFile {
  readonly name: string;
  /** SHA-256 of `bytes`. */
  readonly hash: Encoded;
  readonly bytes: Uint8Array;
}

/** `first`: the key that the participant's id is of, where another one signs by now (docs/PROTOCOL.md 2, "Another identity key"). */
export interface Signer extends KeyPair {
  readonly first?: Uint8Array;
}

/** AES-GCM's tag, which the body length counts. */
const TAG_BYTES = 16;

/**
 * A message or join: plaintext packed, sealed to `recipientKey` with the header as associated data, and all of it signed.
 * docs/PROTOCOL.md 2. Two calls never give the same bytes: keep what this returns. Batches above `MAX_PLAIN_BYTES` or
 * `MAX_FILE_BYTES`, a recipient key that is not usable, and a header that is not the signer's are bugs of the caller.
 */
export async function sealFile(
  crypto: Crypto,
  header: Header,
  plaintext: Uint8Array,
  identity: Signer,
  recipientKey: Uint8Array,
  context: SealContext,
): Promise<SealedFile> {
  if (!isSealed(header.kind)) throw new Impossible(`a body for ${header.kind}`);
  if (plaintext.length > MAX_PLAIN_BYTES) throw new Impossible("batch too large");
  const packed = crypto.gzip(plaintext);
  const head = encodeHeader(header, packed.length + TAG_BYTES);
  const { enc, ciphertext } = await crypto.seal(recipientKey, sealInfo(context, recipientKey), head, packed);
  return signed(crypto, header, concat(head, enc, ciphertext), identity);
}

/** An acknowledgement, refusal or start: a header and a signature. The same header gives the same bytes. */
export function signFile(crypto: Crypto, header: Header, identity: Signer): SealedFile {
  if (isSealed(header.kind)) throw new Impossible(`${header.kind} without a body`);
  return signed(crypto, header, encodeHeader(header, 0), identity);
}

function signed(crypto: Crypto, header: Header, unsigned: Uint8Array, identity: Signer): SealedFile {
  if (participantId(crypto, identity.first ?? identity.publicKey) !== header.sender) throw new Impossible("signed for somebody else");
  const bytes = concat(unsigned, crypto.sign(identity.privateKey, unsigned));
  if (bytes.length > MAX_FILE_BYTES) throw new Impossible("file too large");
  const hash = toBase32(crypto.sha256(bytes));
  return { name: fileName(header, hash), hash, bytes };
}
