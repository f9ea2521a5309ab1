import { toBase32, fromBase32 } from "../model/base32.ts";
import type { Connection, Encoded, Invitation, Partner, Stream } from "../model/connection.ts";
import { Impossible } from "../model/failure.ts";
import { joinKey, joinMac } from "../envelope/join-mac.ts";
import type { Header } from "../envelope/header.ts";
import type { InspectedFile } from "../envelope/inspect.ts";
import type { SealContext } from "../envelope/seal-context.ts";
import { type SealedFile, sealFile } from "../envelope/seal.ts";
import type { KeyPair } from "../ports/crypto.ts";
import { encodeMessage, encodePayload } from "../protocol/codec.ts";
import type { Invite } from "../protocol/invite.ts";
import { blockBytes } from "../protocol/invite-block.ts";
import { CAPABILITIES, SPEAKS, VERSION, commonVersion } from "../protocol/version.ts";
import { announcedHash } from "./announced-hash.ts";
import { type Context, mintId } from "./context.ts";
import { firstKeyOn, ownOn } from "./own-identity.ts";
import { isRevokedKey } from "./revoked-keys.ts";

/** Days until an invitation expires that nobody took. */
const INVITATION_DAYS = 14;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Both sides begin here; later ones come with Recover. */
const FIRST_GENERATION = 1;

export const epochKeyName = (connection: string, number: number): string => `epoch-${connection}-${number}`;
export const joinSecretName = (connection: string): string => `secret-${connection}`;

/** A primary's new connection and the invitation to hand over, which announces the contract of `offer`. Keys are durable before anything names them; what fails leaves none. */
export async function createConnection(
  context: Context,
  name: string,
  offer: Connection["offer"] | null = null,
): Promise<{ connection: Connection; invite: Invite }> {
  const id = mintId(context);
  return orWithoutKeys(context, id, () => create(context, id, name, offer));
}

/** Forgets the first keys of a connection: it was never begun. */
export function forgetFirstKeys(context: Context, id: string): void {
  context.keys.remove(epochKeyName(id, 0));
  context.keys.remove(joinSecretName(id));
}

/** The connection is over: nothing that is sealed to it is ever opened again. */
export function destroyKeys({ keys }: Context, id: string): void {
  keys.remove(joinSecretName(id));
  for (const number of keys.epochKeys(id)) keys.remove(epochKeyName(id, number));
}

async function orWithoutKeys<T>(context: Context, id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    forgetFirstKeys(context, id);
    throw error;
  }
}

async function create(
  context: Context,
  id: string,
  name: string,
  offer: Connection["offer"] | null,
): Promise<{ connection: Connection; invite: Invite }> {
  const epoch = await newEpochKey(context, id);
  const secret = context.crypto.random(32);
  context.keys.putSecret(joinSecretName(id), secret);
  const created = context.clock.now();
  const invite: Invite = {
    connection: id,
    participant: context.self,
    identityKey: toBase32(context.identity.publicKey),
    epochKey: toBase32(epoch.publicKey),
    invitation: toBase32(context.crypto.random(16)),
    secret: toBase32(secret),
    created: new Date(created).toISOString(),
    expires: new Date(created + INVITATION_DAYS * DAY_MS).toISOString(),
    project: context.projectName,
    purpose: name,
    speaks: [...SPEAKS],
    ...(offer && { contract: announcedHash(context.crypto, offer.terms) }),
  };
  const connection = emptyConnection(context, id, name, "primary", invitationOf(context, invite), stream(0));
  return { connection: { ...connection, ...(offer && { offer }) }, invite };
}

/**
 * A secondary's new connection: its first file is the Handshake message, sealed to the primary, with the proof that its writer holds the
 * handshake file (docs/PROTOCOL.md 3). `acceptedBy`: who accepts now what the invitation announces. Nothing else is sealed before that file is acknowledged. What fails leaves no keys.
 */
export async function joinConnection(
  context: Context,
  name: string,
  invite: Invite,
  acceptedBy: string | null = null,
): Promise<{ connection: Connection; file: SealedFile }> {
  const { connection, file } = await orWithoutKeys(context, invite.connection, () => joinTo(context, name, invite));
  if (invite.contract === undefined) return { connection, file };
  return { connection: { ...connection, announced: { contract: invite.contract, ...(acceptedBy !== null && { acceptedBy }) } }, file };
}

async function joinTo(context: Context, name: string, invite: Invite): Promise<{ connection: Connection; file: SealedFile }> {
  const epoch = await newEpochKey(context, invite.connection);
  const invitation = invitationOf(context, invite);
  const secret = fromBase32(invite.secret);
  const recipient = fromBase32(invite.epochKey);
  if (!secret || !recipient) throw new Impossible("an invitation with broken keys");
  context.keys.putSecret(joinSecretName(invite.connection), secret);
  const unproven: Header = {
    kind: "join",
    connection: invite.connection,
    sender: context.self,
    addressee: invite.participant,
    recipientKey: 0,
    generation: FIRST_GENERATION,
    sequence: 0,
    previous: "",
    floor: 0,
    acknowledges: { generation: FIRST_GENERATION, sequence: -1, hash: "" },
    waitingFor: null,
    announces: null,
    join: {
      identityKey: toBase32(context.identity.publicKey),
      epochKey: toBase32(epoch.publicKey),
      invitation: invite.invitation,
      handshakeHash: invitation.hash,
      mac: "",
    },
    refuses: null,
  };
  const header = proven(context, unproven, secret);
  const message = encodeMessage({
    kind: "handshake",
    version: chosenVersion(invite),
    speaks: [...SPEAKS],
    capabilities: [...CAPABILITIES],
    name: context.projectName,
  });
  const payload = encodePayload([{ life: context.life, number: context.nextNumber(), body: message }]);
  const file = await sealFile(
    context.crypto,
    header,
    payload,
    context.identity,
    recipient,
    joinContext(invite.connection, invite.identityKey, header, invitation.hash),
  );
  const connection: Connection = {
    ...emptyConnection(
      context,
      invite.connection,
      name,
      "secondary",
      { ...invitation, spentBy: context.self, transcript: transcriptOf(context, invitation.hash, file.hash) },
      {
        ...stream(1),
        lastHash: file.hash,
      },
    ),
    ...(isRevokedKey(context, invite.participant) && { revokedBefore: true }),
    partner: partnerFrom(invite),
  };
  return { connection, file };
}

/** The highest version both speak; whoever opens a handshake file has seen that there is one. */
function chosenVersion(invite: Invite): string {
  const common = commonVersion(SPEAKS, invite.speaks);
  return common.kind === "common" ? common.version : VERSION;
}

function proven(context: Context, header: Header, secret: Uint8Array): Header {
  if (!header.join) throw new Impossible("a join without its fields");
  const mac = joinMac(context.crypto, joinKey(context.crypto, secret, header.join.invitation), header);
  return { ...header, join: { ...header.join, mac } };
}

/** How a Handshake message is sealed: its sender is not known yet, so only handshake file and sender's own key stand for the setup. */
export function joinContext(connection: string, primaryKey: string, header: Header, handshakeHash: string): SealContext {
  return { connection, primaryKey, secondaryKey: header.join?.identityKey ?? "", transcript: handshakeHash };
}

/** What binds everything later to this setup: the hash over handshake file and Handshake message (docs/PROTOCOL.md 3). */
export function transcriptOf(context: Context, handshakeHash: string, joinHash: string): string {
  return toBase32(context.crypto.sha256(new TextEncoder().encode(`${handshakeHash} ${joinHash}`)));
}

/** How messages of a connection are sealed once both sides are known: for good, whatever keys sign later. */
export function sealContext(context: Context, connection: Connection): SealContext {
  return contextOf(
    connection,
    firstKeyOn(context, connection),
    connection.partner?.changed?.first ?? connection.partner?.identityKey ?? "",
  );
}

/** What the users compare: with the keys that sign now. */
export function presentContext(context: Context, connection: Connection): SealContext {
  return contextOf(connection, ownOn(context, connection).key, connection.partner?.identityKey ?? "");
}

function contextOf(connection: Connection, ours: Encoded, theirs: Encoded): SealContext {
  const primary = connection.role === "primary";
  return {
    connection: connection.id,
    primaryKey: primary ? ours : theirs,
    secondaryKey: primary ? theirs : ours,
    transcript: connection.invitation.transcript ?? "",
  };
}

export function partnerFromJoin(file: InspectedFile, name: string, version: string, capabilities: readonly string[]): Partner {
  const { header } = file;
  if (!header.join) throw new Impossible("a join without its fields");
  return {
    id: header.sender,
    name,
    identityKey: header.join.identityKey,
    epochKey: { number: 0, key: header.join.epochKey },
    version,
    capabilities,
  };
}

function partnerFrom(invite: Invite): Partner {
  return {
    id: invite.participant,
    name: invite.project,
    identityKey: invite.identityKey,
    epochKey: { number: 0, key: invite.epochKey },
    version: invite.speaks[0] ?? "1.0",
    capabilities: [],
  };
}

async function newEpochKey(context: Context, connection: string): Promise<KeyPair> {
  const pair = await context.crypto.newEpochKey();
  context.keys.put(epochKeyName(connection, 0), pair);
  return pair;
}

function invitationOf(context: Context, invite: Invite): Invitation {
  return {
    id: invite.invitation,
    expires: invite.expires,
    hash: toBase32(context.crypto.sha256(blockBytes(invite))),
    spentBy: null,
    transcript: null,
    refused: null,
  };
}

function stream(next: number): Stream {
  return {
    generation: FIRST_GENERATION,
    next,
    lastHash: "",
    floor: 0,
    acknowledgedHash: "",
    heard: false,
    epochKey: 0,
    received: { generation: FIRST_GENERATION, sequence: -1, hash: "" },
    waitingFor: null,
  };
}

function emptyConnection(
  context: Context,
  id: string,
  name: string,
  role: Connection["role"],
  invitation: Invitation,
  first: Stream,
): Connection {
  return {
    id,
    name,
    role,
    facts: { link: "handshake", run: "stopped", contract: "none" },
    own: { id: context.self, key: toBase32(context.identity.publicKey) },
    partner: null,
    verified: "unverified",
    invitation,
    stream: first,
    ping: { nonce: null, sentAt: null, roundTripMs: null, clockDifferenceMs: null },
    contract: null,
    proposed: null,
    declined: null,
    lastContract: 0,
    comparedUnder: "",
    lastSeen: null,
    troubles: {},
  };
}
