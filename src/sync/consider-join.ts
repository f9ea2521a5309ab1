import { type Connection } from "../model/connection.ts";
import { fromBase32 } from "../model/base32.ts";
import type { ParticipantId } from "../model/document.ts";
import { Impossible } from "../model/failure.ts";
import { type InspectedFile, inspectFile } from "../envelope/inspect.ts";
import { joinKey, joinMacAgrees } from "../envelope/join-mac.ts";
import { openFile } from "../envelope/open.ts";
import { decodePayload } from "../protocol/codec.ts";
import type { HandshakeMessage } from "../protocol/messages/handshake.ts";
import { SPEAKS, commonVersion } from "../protocol/version.ts";
import { raise } from "./alarms.ts";
import { type Context, audit } from "./context.ts";
import type { Refusal } from "./deliver.ts";
import { publishOffer } from "./early-contract.ts";
import { firstKeyOn, selfOn } from "./own-identity.ts";
import { sendPing } from "./ping.ts";
import { isRevokedKey } from "./revoked-keys.ts";
import { epochKeyName, joinContext, joinSecretName, partnerFromJoin, transcriptOf } from "./setup.ts";

/** A join file that lies in the primary's place: binds its writer, refuses it, or leaves it where it is no Handshake message for this invitation. */
export async function consider(
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
  const refuse = (reason: Refusal["reason"]): Refusal => {
    noteRefused(context, connection, file.hash, reason);
    return { addressee: writer, hash: file.hash, reason };
  };
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

/** So many refused join files are on record: whoever has the secret may make as many as it likes. */
const MOST_REFUSED = 50;

/** Once for each file, though it is refused for as long as it is offered. */
function noteRefused(context: Context, { id }: Connection, hash: string, reason: Refusal["reason"]): void {
  const { store } = context;
  const fact = `refused joins:${id}`;
  const known = (store.fact(fact) ?? "").split(" ").filter((one) => one !== "");
  if (known.includes(hash) || known.length >= MOST_REFUSED) return;
  store.transaction(() => {
    store.setFact(fact, [...known, hash].join(" "));
    audit(context, { actor: "issue-ferry", action: "join refused", connection: id, reference: hash, info: reason });
    raise(context, { code: "INCONSISTENT_REQUEST", connection: id, reference: hash, info: `JOIN_${reason.toUpperCase()}` });
  });
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
