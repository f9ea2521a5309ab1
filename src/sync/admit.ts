import { type Connection, isSilent } from "../model/connection.ts";
import { fromBase32 } from "../model/base32.ts";
import type { ParticipantId } from "../model/document.ts";
import { Impossible } from "../model/failure.ts";
import { joinName, parseName } from "../envelope/file-name.ts";
import { type InspectedFile, inspectFile } from "../envelope/inspect.ts";
import { joinKey, joinMacAgrees } from "../envelope/join-mac.ts";
import { openFile } from "../envelope/open.ts";
import { type Transport, isTransportFailure } from "../ports/transport.ts";
import { decodePayload } from "../protocol/codec.ts";
import type { HandshakeMessage } from "../protocol/messages/handshake.ts";
import { SPEAKS, commonVersion } from "../protocol/version.ts";
import { type Context, audit } from "./context.ts";
import type { Refusal } from "./deliver.ts";
import { publishOffer } from "./early-contract.ts";
import { firstKeyOn, selfOn } from "./own-identity.ts";
import { sendPing } from "./ping.ts";
import { isRevokedKey } from "./revoked-keys.ts";
import { epochKeyName, joinContext, joinSecretName, partnerFromJoin, transcriptOf } from "./setup.ts";

/**
 * The primary looks for Handshake messages (docs/PROTOCOL.md 3). The first valid identity key spends the join secret; whoever comes
 * later, or after the invitation expired, is refused for as long as he offers his. Returns the refusals to show now.
 */
export async function admit(context: Context, connection: Connection): Promise<readonly Refusal[]> {
  const transport = context.transportOf(connection);
  const { link } = connection.facts;
  if (!transport || connection.role !== "primary" || link === "revoked" || isSilent(connection)) return [];
  const route = { connection: connection.id, self: selfOn(context, connection) };
  const refusals: Refusal[] = [];
  for (const writer of await transport.writers(route)) {
    if (writer === connection.invitation.spentBy) {
      // Of a partner only its join file matters, which is hardly ever there.
      const refusal = await joinAgain(context, connection, writer, transport);
      if (refusal) refusals.push(refusal);
      continue;
    }
    const listing = await transport.list(route, writer);
    if (isTransportFailure(listing)) continue;
    for (const { name } of listing.messages) {
      const parsed = parseName(name);
      if (parsed?.kind !== "join" || parsed.invitation !== connection.invitation.id) continue;
      const fetched = await transport.fetch(route, writer, name);
      const now = context.store.connection(connection.id);
      if (fetched.kind !== "bytes" || !now) continue;
      const refusal = await consider(context, now, writer, name, fetched.bytes);
      if (refusal) refusals.push(refusal);
    }
  }
  return refusals;
}

/** A partner that was put back to before it joined may join again: its keys are others, and the transcript. The same file is only a repetition. */
async function joinAgain(context: Context, connection: Connection, writer: ParticipantId, transport: Transport): Promise<Refusal | null> {
  const name = joinName(connection.invitation.id);
  const fetched = await transport.fetch({ connection: connection.id, self: selfOn(context, connection) }, writer, name);
  return fetched.kind === "bytes" ? consider(context, connection, writer, name, fetched.bytes) : null;
}

async function consider(
  context: Context,
  connection: Connection,
  writer: ParticipantId,
  name: string,
  bytes: Uint8Array,
): Promise<Refusal | null> {
  const expected = { connection: connection.id, addressee: selfOn(context, connection), sender: writer, identityKey: null };
  const inspected = inspectFile(context.crypto, name, bytes, expected);
  const secret = context.keys.getSecret(joinSecretName(connection.id));
  if (!inspected.ok || !secret) return null;
  const file = inspected.value;
  const { header } = file;
  if (header.join?.invitation !== connection.invitation.id || header.join.handshakeHash !== connection.invitation.hash) return null;
  if (!joinMacAgrees(context.crypto, joinKey(context.crypto, secret, connection.invitation.id), header)) return null;
  const refuse = (reason: Refusal["reason"]): Refusal => ({ addressee: writer, hash: file.hash, reason });
  const { spentBy, transcript, hash } = connection.invitation;
  if (spentBy === writer && transcriptOf(context, hash, file.hash) === transcript) return null;
  if (spentBy !== null) return refuse("used");
  if (context.clock.now() > Date.parse(connection.invitation.expires)) return refuse("expired");
  const handshake = await openHandshake(context, connection, file);
  if (!handshake) return null;
  const version = commonVersion(SPEAKS, handshake.speaks);
  if (version.kind === "none") return refuse("version");
  bind(context, connection, file, handshake, version.version);
  return null;
}

async function openHandshake(context: Context, connection: Connection, file: InspectedFile): Promise<HandshakeMessage | null> {
  const key = context.keys.get(epochKeyName(connection.id, file.header.recipientKey));
  if (!key) return null;
  const opened = await openFile(
    context.crypto,
    file,
    key,
    joinContext(connection.id, firstKeyOn(context, connection), file.header, connection.invitation.hash),
  );
  const decoded = opened.ok ? decodePayload(opened.value) : null;
  const [first] = decoded?.ok ? decoded.value : [];
  return first?.kind === "message" && first.message.kind === "handshake" ? first.message : null;
}

/** The secret is spent: this is the partner. The connection test begins with a Ping. */
function bind(context: Context, connection: Connection, file: InspectedFile, handshake: HandshakeMessage, version: string): void {
  const { header } = file;
  if (!header.join || !fromBase32(header.join.epochKey)) throw new Impossible("a join without keys");
  context.store.transaction(() => {
    const bound: Connection = {
      ...connection,
      ...(isRevokedKey(context, header.sender) && { revokedBefore: true }),
      partner: partnerFromJoin(file, handshake.name, version, handshake.capabilities),
      invitation: {
        ...connection.invitation,
        spentBy: header.sender,
        transcript: transcriptOf(context, connection.invitation.hash, file.hash),
      },
      stream: { ...connection.stream, heard: true, received: { generation: header.generation, sequence: 0, hash: file.hash } },
      lastSeen: context.clock.now(),
    };
    context.store.putConnection(publishOffer(context, sendPing(context, bound)));
    audit(context, {
      actor: `partner ${handshake.name}`,
      action: "joined",
      connection: connection.id,
      reference: file.hash,
      ...(bound.revokedBefore && { info: "revoked before" }),
    });
  });
}
