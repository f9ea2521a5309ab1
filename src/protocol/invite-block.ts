import { fromBase32, toBase32 } from "../model/base32.ts";
import { type Result, failed, ok } from "../model/failure.ts";
import { type BlockFailure, readParts, writeParts } from "./block-parts.ts";
import { bytesOf, encodedOf, nameBytes, nameOf, timeBytes, timeOf, versionBytes, versionsOf } from "./block-values.ts";
import type { Invite } from "./invite.ts";

/** An invite as the bytes of a handshake file's block, and back. */

const ID_LENGTH = 16;
const KEY_LENGTH = 32;

/** Tags of the parts; all but the last must be there. */
const TAG = {
  connection: 1,
  participant: 2,
  identityKey: 3,
  epochKey: 4,
  invitation: 5,
  secret: 6,
  created: 7,
  expires: 8,
  project: 9,
  purpose: 10,
  speaks: 11,
  contract: 12,
} as const;

/**
 * The block as bytes: the same for an invite that was written and for the same one read again. Their SHA-256 is the hash of the handshake file
 * that the Handshake message and the transcript are bound to.
 */
export function blockBytes(invite: Invite): Uint8Array {
  const later = fromBase32(invite.later ?? "") ?? new Uint8Array();
  return writeParts(
    [
      [TAG.connection, bytesOf(invite.connection, ID_LENGTH)],
      [TAG.participant, bytesOf(invite.participant, ID_LENGTH)],
      [TAG.identityKey, bytesOf(invite.identityKey, KEY_LENGTH)],
      [TAG.epochKey, bytesOf(invite.epochKey, KEY_LENGTH)],
      [TAG.invitation, bytesOf(invite.invitation, ID_LENGTH)],
      [TAG.secret, bytesOf(invite.secret, KEY_LENGTH)],
      [TAG.created, timeBytes(invite.created)],
      [TAG.expires, timeBytes(invite.expires)],
      [TAG.project, nameBytes(invite.project)],
      [TAG.purpose, nameBytes(invite.purpose)],
      [TAG.speaks, versionBytes(invite.speaks)],
      ...(invite.contract === undefined ? [] : ([[TAG.contract, bytesOf(invite.contract, KEY_LENGTH)]] as const)),
    ],
    later,
  );
}

/** Only the form is checked: whether ids and keys belong together, and whether it has expired, is for the reader. */
export function readBlock(bytes: Uint8Array): Result<Invite, BlockFailure> {
  const parts = readParts(bytes, TAG.contract);
  if (!parts.ok) return parts;
  const invite = inviteOf(parts.value.known, parts.value.later);
  return invite ? ok(invite) : failed("MALFORMED");
}

function inviteOf(parts: ReadonlyMap<number, Uint8Array>, later: Uint8Array): Invite | null {
  const connection = encodedOf(parts.get(TAG.connection), ID_LENGTH);
  const participant = encodedOf(parts.get(TAG.participant), ID_LENGTH);
  const identityKey = encodedOf(parts.get(TAG.identityKey), KEY_LENGTH);
  const epochKey = encodedOf(parts.get(TAG.epochKey), KEY_LENGTH);
  const invitation = encodedOf(parts.get(TAG.invitation), ID_LENGTH);
  const secret = encodedOf(parts.get(TAG.secret), KEY_LENGTH);
  const created = timeOf(parts.get(TAG.created));
  const expires = timeOf(parts.get(TAG.expires));
  const project = nameOf(parts.get(TAG.project));
  const purpose = nameOf(parts.get(TAG.purpose));
  const speaks = versionsOf(parts.get(TAG.speaks));
  if (!connection || !participant || !identityKey || !epochKey || !invitation || !secret) return null;
  if (created === null || expires === null || project === null || purpose === null || speaks === null) return null;
  const contract = parts.has(TAG.contract) ? encodedOf(parts.get(TAG.contract), KEY_LENGTH) : undefined;
  if (contract === null) return null;
  const more = { ...(contract !== undefined && { contract }), ...(later.length > 0 && { later: toBase32(later) }) };
  return { connection, participant, identityKey, epochKey, invitation, secret, created, expires, project, purpose, speaks, ...more };
}
