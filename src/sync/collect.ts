import { fromBase32 } from "../model/base32.ts";
import { type Connection, type Partner, type Position, isSilent } from "../model/connection.ts";
import { type InspectedFile, inspectFile } from "../envelope/inspect.ts";
import { isPartnerNewer } from "../envelope/failure.ts";
import { IDENTITY_BYTES } from "../envelope/identity-file.ts";
import { openFile } from "../envelope/open.ts";
import { signingKey } from "../envelope/signing-key.ts";
import { isIdentityName, parseName } from "../envelope/file-name.ts";
import { type Listed, type Transport, type TransportFailure, isTransportFailure } from "../ports/transport.ts";
import { type Context, audit } from "./context.ts";
import { DISPUTED, raise } from "./alarms.ts";
import { evidenceIn } from "./evidence.ts";
import { destroyFormerKeys, mayOpenWith, openedWith, withAnnounced } from "./key-renewal.ts";
import { withKeyShown } from "./key-shown.ts";
import { selfOn } from "./own-identity.ts";
import { lookAtOwn } from "./own-place.ts";
import { destroyKeys, epochKeyName, sealContext } from "./setup.ts";
import { keepSigned, noteTaken } from "./signed-files.ts";
import { storePayload } from "./store-payload.ts";
import { acknowledgedBy, advanced, putAcknowledged } from "./stream.ts";

/**
 * Files opened for one connection in one pass: few, so that the partner has the answers to the first while we read the next, and no
 * connection keeps the others waiting.
 */
const FILES_PER_PASS = 4;
const MAX_TROUBLES = 50;
/** Files of which one pass looks whether they still are there. */
const TROUBLES_PER_PASS = 4;
/** While so much of a connection waits to be dealt with, its next files are left in the exchange place; nothing of them is lost. */
const WAITING = { messages: 100_000, bytes: 64 * 1024 * 1024 };
/** A signed header and nothing else; it has less than 2 KiB. */
const UNSEALED_BYTES = 4 * 1024;

export interface Collected {
  readonly files: number;
  readonly failure: TransportFailure | null;
  /** It is not known, or not dealt with, whether this side was put back: nothing may leave, not even an acknowledgement. */
  readonly mute?: true;
}

/**
 * Reads what the partner left: the next files of its stream in order, then acknowledgements. What is opened is durably stored before it
 * counts as received. Everything else stays where it is and changes nothing (docs/PROTOCOL.md 1, 2; docs/PROMISES.md P3).
 */
export async function collect(context: Context, connection: Connection): Promise<Collected> {
  const transport = context.transportOf(connection);
  const partner = connection.partner;
  if (connection.facts.link === "revoked" || connection.retired) {
    // Again, should the process have ended before.
    if (context.keys.epochKeys(connection.id).length > 0) destroyKeys(context, connection.id);
    return { files: 0, failure: null };
  }
  if (!transport || isSilent(connection)) return { files: 0, failure: null };
  destroyFormerKeys(context, connection.id);
  const own = await lookAtOurs(context, connection, transport);
  if (own === "put back") return { files: 0, failure: null };
  // The next pass goes on with what lies there.
  if (own === "more") return { files: 1, failure: null, mute: true };
  if (own !== "clean") return { files: 0, failure: own, mute: true };
  if (!partner) return { files: 0, failure: null };
  const route = { connection: connection.id, self: selfOn(context, connection) };
  const after = { generation: connection.stream.received.generation, sequence: connection.stream.received.sequence };
  const listing = await transport.list(route, partner.id, after);
  if (isTransportFailure(listing)) return { files: 0, failure: listing };
  const changes = listing.messages.flatMap(({ name, size }) =>
    isIdentityName(name) && size === IDENTITY_BYTES && !isTaken(partner, name) ? [name] : [],
  );
  // First of all: what follows may be signed with another key by now.
  if (changes.length > 0)
    await (
      await takingIdentities()
    ).takeIdentities(context, connection.id, transport, changes, (name, code) => void trouble(context, connection.id, name, code));
  let files = 0;
  const now = context.store.connection(connection.id) ?? connection;
  if (await takeNewest(context, now, transport, listing.messages)) files++;
  while (files < FILES_PER_PASS) {
    const now = context.store.connection(connection.id);
    if (
      !now ||
      now.facts.link === "suspended" ||
      now.stream.generation !== connection.stream.generation ||
      !(await readNext(context, now, transport, listing.messages))
    )
      break;
    files++;
  }
  // After the messages: their headers acknowledge, too, in the commit that takes them.
  for (const listed of listing.messages) {
    const name = parseName(listed.name);
    const { facts, stream } = context.store.connection(connection.id) ?? connection;
    if (facts.link === "suspended" || stream.generation !== connection.stream.generation) return { files: files + 1, failure: null };
    if (listed.size > UNSEALED_BYTES) continue;
    if (name?.kind === "acknowledgement") await readAcknowledgement(context, connection.id, transport, listed);
    if (name?.kind === "refused" && connection.role === "secondary") await readRefusal(context, connection.id, transport, listed);
  }
  if (files < FILES_PER_PASS) noteGap(context, connection.id, listing.messages);
  await forgetTroubles(context, connection.id, transport, listing.messages);
  if (context.store.connection(connection.id)?.lingering) (await import("./file-alarms.ts")).alarmAboutFiles(context, connection.id);
  return { files, failure: null };
}

/** Read when it is needed, which is hardly ever (ARCHITECTURE.md, "Rooms"). */
const beginningAnew = () => import("./recover.ts");
const takingIdentities = () => import("./take-identity.ts");

/** Before anything is sealed: whether our own part of the exchange place shows that we were put back to an earlier state. */
async function lookAtOurs(
  context: Context,
  connection: Connection,
  transport: Transport,
): Promise<"clean" | "put back" | "more" | TransportFailure> {
  const found = mayNotice(connection) ? await lookAtOwn(context, connection, transport) : null;
  if (found === null) return "clean";
  if (found === "more") return found;
  if ("kind" in found) return found;
  return (await (await beginningAnew()).noticeRestore(context, connection, transport, found)) ?? "put back";
}

/** Files of changes that were taken stay in the exchange place for good. */
function isTaken({ changed }: Partner, name: string): boolean {
  return changed?.files.includes(name) === true;
}

function mayNotice({ facts: { link } }: Connection): boolean {
  return link === "handshake" || link === "connected";
}

/** Whether a file of the partner shows that we were put back to an earlier state: then nothing more of it is read in this pass. */
async function noticed(context: Context, connection: Connection, transport: Transport, { name, header }: InspectedFile): Promise<boolean> {
  const evidence = mayNotice(connection) ? evidenceIn(context, connection, header) : null;
  if (evidence !== null)
    await (
      await beginningAnew()
    ).noticeRestore(context, connection, transport, { evidence, name, generation: header.acknowledges.generation });
  return evidence !== null;
}

/** The partner began anew: its highest file 0 above the generation that we read. */
async function takeNewest(context: Context, connection: Connection, transport: Transport, listed: readonly Listed[]): Promise<boolean> {
  const { received } = connection.stream;
  const starts: InspectedFile[] = [];
  for (const candidate of listed) {
    const name = parseName(candidate.name);
    if (name?.kind !== "message" || name.sequence !== 0 || name.generation <= received.generation) continue;
    const file = candidate.size > UNSEALED_BYTES ? null : await inspect(context, connection, transport, candidate);
    if (file?.header.kind === "start") starts.push(file);
  }
  const newest = starts.sort((a, b) => b.header.generation - a.header.generation)[0];
  if (!newest) return false;
  if (await noticed(context, connection, transport, newest)) return false;
  await (await beginningAnew()).takeStart(context, connection.id, newest);
  return true;
}

function isFull(context: Context, id: string): boolean {
  const { messages, bytes } = context.store.inboxSize(id, "all");
  return messages >= WAITING.messages || bytes >= WAITING.bytes;
}

async function readNext(context: Context, connection: Connection, transport: Transport, listed: readonly Listed[]): Promise<boolean> {
  const { received } = connection.stream;
  for (const candidate of listed) {
    if (!isNext(received, candidate.name)) continue;
    if (isFull(context, connection.id)) return false;
    const file = await inspect(context, connection, transport, candidate);
    if (file && (await take(context, connection, transport, file))) return true;
  }
  return false;
}

/** Whether the file was the next of the stream, and is stored now. */
async function take(context: Context, connection: Connection, transport: Transport, file: InspectedFile): Promise<boolean> {
  const { header } = file;
  const { stream } = connection;
  if (header.previous !== stream.received.hash) return trouble(context, connection.id, file.name, "CHAIN_BROKEN");
  // Made before it heard that we began anew: it will be sealed again.
  if (header.acknowledges.generation < stream.generation) return false;
  if (header.acknowledges.generation !== stream.generation) return trouble(context, connection.id, file.name, "OTHER_GENERATION");
  if (await noticed(context, connection, transport, file)) return false;
  const key = mayOpenWith(stream, header.recipientKey) ? context.keys.get(epochKeyName(connection.id, header.recipientKey)) : null;
  if (!key) return trouble(context, connection.id, file.name, "NO_KEY");
  const opened = await openFile(context.crypto, file, key, sealContext(context, connection));
  // Sealed and signed by the partner, at its place in the stream: from here on the sequence advances, whatever is inside.
  if (!opened.ok && opened.failure.code === "NOT_OPENED") return trouble(context, connection.id, file.name, opened.failure.code);
  context.store.transaction(() => {
    const now = context.store.connection(connection.id);
    if (!now) return;
    const heard = acknowledgedBy(context, now, header);
    const next = advanced(heard, { generation: header.generation, sequence: header.sequence, hash: file.hash });
    const { messages, carries, answers } = storePayload(context, next, header.sequence, opened);
    noteTaken(context, now, file, carries);
    if (answers) keepSigned(context, now, file, "message");
    const renewed = withAnnounced(context, openedWith(context, next, header, messages), header);
    putAcknowledged(context, now, { ...renewed, lastSeen: context.clock.now() });
  });
  return true;
}

/** The acknowledgement that was read last of each connection: its name stands for all its bytes, and it says nothing new again. */
const lastRead = new WeakMap<Context, Map<string, string>>();

async function readAcknowledgement(context: Context, id: string, transport: Transport, listed: Listed): Promise<void> {
  const read = lastRead.get(context) ?? new Map<string, string>();
  lastRead.set(context, read);
  if (read.get(id) === listed.name) return;
  const asked = context.store.connection(id);
  const file = asked && (await inspect(context, asked, transport, listed));
  if (!file) return;
  forget(context, id, new Set([listed.name]));
  const connection = context.store.connection(id);
  if (!connection || (await noticed(context, connection, transport, file))) return;
  const next = acknowledgedBy(context, connection, file.header);
  if (next !== connection)
    context.store.transaction(() => {
      if (next.stream.floor > connection.stream.floor) keepSigned(context, connection, file, "acknowledgement");
      putAcknowledged(context, connection, { ...next, lastSeen: context.clock.now() });
    });
  // Only now: what a full disk did not take has to be read again.
  read.set(id, listed.name);
}

/** The primary refuses our Handshake message: shown, and overruled by any acknowledgement that is addressed to us. */
async function readRefusal(context: Context, id: string, transport: Transport, listed: Listed): Promise<void> {
  const connection = context.store.connection(id);
  if (!connection || connection.stream.heard || connection.facts.link !== "handshake" || connection.invitation.refused) return;
  const file = await inspect(context, connection, transport, listed);
  const refuses = file?.header.refuses;
  const ours = context.store.files(id).find((sent) => sent.sequence === 0);
  if (!refuses || !ours || refuses.hash !== ours.hash) return;
  context.store.transaction(() => {
    context.store.putConnection({ ...connection, invitation: { ...connection.invitation, refused: refuses.reason } });
    audit(context, {
      actor: `partner ${connection.partner?.name ?? ""}`,
      action: "handshake refused",
      connection: id,
      info: refuses.reason,
    });
  });
}

/** A file of the partner that is what its name says, signed for us; null for everything else, which may still be arriving. */
async function inspect(context: Context, connection: Connection, transport: Transport, listed: Listed): Promise<InspectedFile | null> {
  const partner = connection.partner;
  const identityKey = partner && fromBase32(signingKey(partner.identityKey, partner.changed, parseName(listed.name)));
  if (!partner || !identityKey) return null;
  const self = selfOn(context, connection);
  const fetched = await transport.fetch({ connection: connection.id, self }, listed.writer, listed.name);
  if (fetched.kind === "none") return null;
  const inspected = inspectFile(context.crypto, listed.name, fetched.bytes, {
    connection: connection.id,
    addressee: self,
    sender: partner.id,
    identityKey,
  });
  if (inspected.ok) return inspected.value;
  // A refusal addressed to another is no trouble of ours.
  if (inspected.failure.code !== "OTHER_ADDRESSEE")
    trouble(context, connection.id, listed.name, isPartnerNewer(inspected.failure.code) ? "PARTNER_IS_NEWER" : inspected.failure.code);
  return null;
}

/** Remembers once why a file was not taken, for `doctor` and the connection's view; bounded. */
function trouble(context: Context, id: string, name: string, code: string): false {
  const connection = context.store.connection(id);
  if (!connection || connection.troubles[name] === code) return false;
  const others = othersBeside(connection, name, code);
  if (!others) return false;
  context.store.transaction(() => {
    const isGrave = code === "IDENTITY_DISPUTED";
    const next = {
      ...connection,
      troubles: { ...others, [name]: code },
      ...(!isGrave && { lingering: { ...connection.lingering, [name]: context.clock.now() } }),
    };
    const disputed = { whose: "theirs", time: context.clock.now(), disputed: true } as const;
    // That outlives the file, which whoever put it there may take away.
    context.store.putConnection(isGrave ? withKeyShown(next, disputed) : next);
    audit(context, { actor: "issue-ferry", action: "file not taken", connection: id, reference: name, info: code });
    if (isGrave) raise(context, { ...DISPUTED, connection: id, reference: name });
  });
  return false;
}

/**
 * What stays remembered beside this name; null: there is no place for it. The next file of the stream holds everything up and always has one, and so
 * does what shows a stolen key. What anybody may put there without any key has the least.
 */
function othersBeside({ troubles, stream }: Connection, name: string, code: string): Connection["troubles"] | null {
  const names = Object.keys(troubles);
  if (names.length < MAX_TROUBLES || Object.hasOwn(troubles, name)) return troubles;
  const isGrave = (other: string, why: string | undefined): boolean => isNext(stream.received, other) || why === "IDENTITY_DISPUTED";
  const least =
    code === "IDENTITY_NOT_TAKEN"
      ? undefined
      : (names.find((other) => troubles[other] === "IDENTITY_NOT_TAKEN") ??
        (isGrave(name, code) ? names.find((other) => !isGrave(other, troubles[other])) : undefined));
  return least === undefined ? null : without(troubles, new Set([least]));
}

/** Forgets files whose place in the stream was taken by now, and those that are gone. */
async function forgetTroubles(context: Context, id: string, transport: Transport, listed: readonly Listed[]): Promise<void> {
  const connection = context.store.connection(id);
  const writer = connection?.partner?.id;
  if (!connection || writer === undefined) return;
  const over = new Set<string>();
  const unseen: string[] = [];
  const seen = new Set(listed.map(({ name }) => name));
  for (const name of Object.keys(connection.troubles)) {
    if (isBehind(connection.stream.received, name)) over.add(name);
    else if (!seen.has(name)) unseen.push(name);
  }
  // A listing may show a part only.
  for (const name of unseen.slice(0, TROUBLES_PER_PASS)) {
    const fetched = await transport.fetch({ connection: id, self: selfOn(context, connection) }, writer, name);
    if (fetched.kind === "none" && !fetched.late) over.add(name);
  }
  forget(context, id, over);
}

function forget(context: Context, id: string, names: ReadonlySet<string>): void {
  const connection = context.store.connection(id);
  if (!connection || !Object.keys(connection.troubles).some((name) => names.has(name))) return;
  context.store.transaction(() => context.store.putConnection({ ...connection, troubles: without(connection.troubles, names) }));
}

function without(troubles: Connection["troubles"], names: ReadonlySet<string>): Connection["troubles"] {
  return Object.fromEntries(Object.entries(troubles).filter(([name]) => !names.has(name)));
}

function isNext(received: Position, name: string): boolean {
  const parsed = parseName(name);
  return parsed?.kind === "message" && parsed.generation === received.generation && parsed.sequence === received.sequence + 1;
}

function isBehind(received: Position, name: string): boolean {
  const parsed = parseName(name);
  if (parsed?.kind !== "message") return false;
  return parsed.generation < received.generation || (parsed.generation === received.generation && parsed.sequence <= received.sequence);
}

/** Says which file we wait for while later ones are there, so that its writer looks after it at once. */
function noteGap(context: Context, id: string, listed: readonly Listed[]): void {
  const connection = context.store.connection(id);
  if (!connection) return;
  const { received } = connection.stream;
  const names = listed.map(({ name }) => parseName(name)).filter((name) => name?.kind === "message");
  const ahead = names.some(
    (name) => name?.kind === "message" && name.generation === received.generation && name.sequence > received.sequence,
  );
  const waitingFor = ahead && listed.length > 0 ? received.sequence + 1 : null;
  if (waitingFor === connection.stream.waitingFor) return;
  context.store.transaction(() => context.store.putConnection({ ...connection, stream: { ...connection.stream, waitingFor } }));
}
