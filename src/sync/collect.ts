import { type Connection, type Partner, isSilent } from "../model/connection.ts";
import type { InspectedFile } from "../envelope/inspect.ts";
import { IDENTITY_BYTES } from "../envelope/identity-file.ts";
import { openFile } from "../envelope/open.ts";
import { isIdentityName, parseName } from "../envelope/file-name.ts";
import { type Listed, type Transport, type TransportFailure, isTransportFailure } from "../ports/transport.ts";
import type { Context } from "./context.ts";
import { destroyFormerKeys, mayOpenWith, openedWith, withAnnounced } from "./key-renewal.ts";
import { selfOn } from "./own-identity.ts";
import { destroyKeys, epochKeyName, sealContext } from "./setup.ts";
import { workOfBytes } from "./message-work.ts";
import { keepSigned, noteTaken } from "./signed-files.ts";
import { storePayload } from "./store-payload.ts";
import type { Reading } from "./turns.ts";
import { acknowledgedBy, advanced, putAcknowledged } from "./stream.ts";
import { forgetTroubles, trouble } from "./troubles.ts";
import { isNext } from "./next-file.ts";
import { inspect } from "./inspect-listed.ts";
import { beginningAnew, lookAtOurs, noticed } from "./notice-restore.ts";
import { readAcknowledgement, readRefusal } from "./unsealed-files.ts";

/** While so much of a connection waits to be dealt with, its next files are left in the exchange place; nothing of them is lost. */
const WAITING = { messages: 100_000, bytes: 64 * 1024 * 1024 };
/** A signed header and nothing else; it has less than 2 KiB. */
const UNSEALED_BYTES = 4 * 1024;

export interface Collected {
  readonly files: number;
  /** What lay in them, in work (`message-work.ts`). */
  readonly read?: number;
  readonly failure: TransportFailure | null;
  /** It is not known, or not dealt with, whether this side was put back: nothing may leave, not even an acknowledgement. */
  readonly mute?: true;
}

/**
 * Reads what the partner left: the next files of its stream in order, then acknowledgements. What is opened is durably stored before it
 * counts as received. Everything else stays where it is and changes nothing (docs/PROTOCOL.md 1, 2; docs/PROMISES.md P3).
 */
export async function collect(context: Context, connection: Connection, reading: Reading = { files: 1, work: 0 }): Promise<Collected> {
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
  let read = 0;
  const isEnough = (): boolean =>
    reading.work < Infinity && (read >= reading.work || context.store.inboxWork(connection.id) >= reading.work);
  let isAllRead = false;
  for (let opened = 0; opened < reading.files && (opened === 0 || !isEnough()); opened++) {
    const now = context.store.connection(connection.id);
    const goesOn = now && now.facts.link !== "suspended" && now.stream.generation === connection.stream.generation;
    const bytes = goesOn ? await readNext(context, now, transport, listing.messages) : false;
    if (bytes === false) {
      isAllRead = true;
      break;
    }
    files++;
    read += workOfBytes(bytes);
  }
  // After the messages: their headers acknowledge, too, in the commit that takes them.
  for (const listed of listing.messages) {
    const name = parseName(listed.name);
    const { facts, stream } = context.store.connection(connection.id) ?? connection;
    if (facts.link === "suspended" || stream.generation !== connection.stream.generation) return { files: files + 1, read, failure: null };
    if (listed.size > UNSEALED_BYTES) continue;
    if (name?.kind === "acknowledgement") await readAcknowledgement(context, connection.id, transport, listed);
    if (name?.kind === "refused" && connection.role === "secondary") await readRefusal(context, connection.id, transport, listed);
  }
  if (isAllRead) noteGap(context, connection.id, listing.messages);
  await forgetTroubles(context, connection.id, transport, listing.messages);
  if (context.store.connection(connection.id)?.lingering) (await import("./file-alarms.ts")).alarmAboutFiles(context, connection.id);
  return { files, read, failure: null };
}

const takingIdentities = () => import("./take-identity.ts");

/** Files of changes that were taken stay in the exchange place for good. */
function isTaken({ changed }: Partner, name: string): boolean {
  return changed?.files.includes(name) === true;
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

/** Takes the next file of the stream: how many bytes lay in it; false: there is none that can be taken now. */
async function readNext(
  context: Context,
  connection: Connection,
  transport: Transport,
  listed: readonly Listed[],
): Promise<number | false> {
  const { received } = connection.stream;
  for (const candidate of listed) {
    if (!isNext(received, candidate.name)) continue;
    if (isFull(context, connection.id)) return false;
    const file = await inspect(context, connection, transport, candidate);
    const bytes = file ? await take(context, connection, transport, file) : false;
    if (bytes !== false) return bytes;
  }
  return false;
}

/** How many bytes lay in the file, if it was the next of the stream, and is stored now. */
async function take(context: Context, connection: Connection, transport: Transport, file: InspectedFile): Promise<number | false> {
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
  return opened.ok ? opened.value.length : 0;
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
