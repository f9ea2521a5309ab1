import { fromBase32 } from "../model/base32.ts";
import type { Connection, RestoreEvidence } from "../model/connection.ts";
import { Impossible } from "../model/failure.ts";
import { isIdentityName, parseName } from "../envelope/file-name.ts";
import { inspectFile } from "../envelope/inspect.ts";
import {
  type Listed,
  type Route,
  type StreamPoint,
  type Transport,
  type TransportFailure,
  isTransportFailure,
} from "../ports/transport.ts";
import { signingKey } from "../envelope/signing-key.ts";
import type { Context } from "./context.ts";
import { ownEvidence } from "./evidence.ts";
import { ownOn } from "./own-identity.ts";

/** Strange files remembered at once, so that a flood of them costs no memory: the others are met again. */
const STRANGE = 50;
/** So many generations of ours a partner may have seen that we forgot: who says more lies, and would use up their numbers. */
const CREDIBLE = 1000;
/** So often a directory is listed in one go: about a thousand names in the way. */
const LISTINGS = 20;
/** Names looked at before something is sealed, however many passes that takes: who puts more there may as well take all of it away. */
const MOST_NAMES = 50_000;

interface OwnPlace {
  /** Whether this process has looked at everything that lay there when it began. */
  looked: boolean;
  /** As long as it has not: what it has looked at. */
  readonly met: Set<string>;
  /** Files in our own place that we do not offer and that may be beyond what we know: to be opened before anything more is sealed. */
  readonly strange: Set<string>;
  /** Were opened, and show nothing. */
  readonly harmless: Set<string>;
}

const places = new WeakMap<Context, Map<string, OwnPlace>>();

function placeOf(context: Context, connection: string): OwnPlace {
  const all = places.get(context) ?? new Map<string, OwnPlace>();
  places.set(context, all);
  const place = all.get(connection) ?? { looked: false, met: new Set(), strange: new Set(), harmless: new Set() };
  all.set(connection, place);
  return place;
}

/**
 * Whether something that we signed lies in our own part of the exchange place and is beyond what the store knows. What a listing names is looked at
 * once for each process; afterwards `mayWithdraw` names what has come. null: nothing does. "more" and a failure: it was not looked at to its end, so that
 * nothing may be sealed now.
 */
export async function lookAtOwn(
  context: Context,
  connection: Connection,
  transport: Transport,
): Promise<{ readonly evidence: RestoreEvidence; readonly name: string; readonly generation: number } | TransportFailure | "more" | null> {
  const place = placeOf(context, connection.id);
  const own = ownOn(context, connection);
  const route = { connection: connection.id, self: own.id };
  const { stream, partner } = connection;
  const names = new Set(place.strange);
  if (!place.looked) {
    const listed = await namesBeside(place.met, transport, route, own.id, { generation: stream.generation, sequence: stream.floor - 1 });
    if ("kind" in listed) return listed;
    for (const name of listed.names) {
      names.add(name);
      place.met.add(name);
    }
    place.looked = listed.all || place.met.size >= MOST_NAMES;
    if (place.looked) place.met.clear();
  }
  const soFar = place.looked ? null : "more";
  place.strange.clear();
  if (names.size === 0) return soFar;
  const offered = offeredNames(context, connection);
  const changes = [...names].filter((name) => isIdentityName(name) && !offered.has(name));
  if (changes.length > 0) {
    const { noteDisputed, ownChanges } = await import("./take-identity.ts");
    const { chain, beyond, disputed } = await ownChanges(context, connection, transport, changes);
    noteDisputed(context, connection.id, disputed);
    const [forgotten] = [...chain, ...beyond];
    if (forgotten) {
      lookAnew(place);
      return { evidence: "own identity", name: forgotten.name, generation: forgotten.change?.generation ?? 0 };
    }
    const kept = context.store.connection(connection.id)?.own?.disputed ?? [];
    for (const name of kept) names.delete(name);
  }
  /** Whether the place has yet to say what stands in one of them: until then nothing may leave. */
  let isLate = false;
  for (const name of names) {
    if (offered.has(name)) continue;
    const fetched = await transport.fetch(route, own.id, name);
    if (fetched.kind === "none") {
      // It may still be arriving: met again in the next pass.
      if (place.strange.size < STRANGE) place.strange.add(name);
      isLate ||= fetched.late !== undefined;
      continue;
    }
    const inspected = inspectFile(context.crypto, name, fetched.bytes, {
      connection: connection.id,
      addressee: partner?.id ?? null,
      sender: own.id,
      identityKey: fromBase32(signingKey(own.key, own.changed, parseName(name))),
    });
    const evidence = inspected.ok ? ownEvidence(connection, inspected.value.header) : null;
    if (evidence !== null) {
      // The rest has to be looked at again, should this connection go on.
      lookAnew(place);
      return { evidence, name, generation: inspected.ok ? inspected.value.header.generation : 0 };
    }
    place.harmless.add(name);
  }
  return isLate ? "more" : soFar;
}

function lookAnew(place: OwnPlace): void {
  place.looked = false;
  place.met.clear();
}

/** All that the writer left, bounded: one listing shows a part only, and who fills the place must not hide what tells that we were put back. */
export async function namesThere(
  transport: Transport,
  route: Route,
  writer: string,
  after: StreamPoint,
): Promise<ReadonlySet<string> | TransportFailure> {
  const listed = await namesBeside(new Set(), transport, route, writer, after);
  return "kind" in listed ? listed : listed.names;
}

/** The same beside what is known already. `all`: there is nothing else. */
async function namesBeside(
  known: ReadonlySet<string>,
  transport: Transport,
  route: Route,
  writer: string,
  after: StreamPoint,
): Promise<{ readonly names: ReadonlySet<string>; readonly all: boolean } | TransportFailure> {
  const names = new Set<string>();
  let from = after;
  for (let listings = 0; listings < LISTINGS; listings++) {
    const listing = await transport.list(route, writer, from);
    if (isTransportFailure(listing)) return listing;
    const before = names.size;
    for (const { name } of listing.messages) if (!known.has(name)) names.add(name);
    if (names.size > before) continue;
    // Nothing more is shown from here on: what is later in the same generation may be beyond what one listing holds.
    const last = lastOf(listing.messages, from);
    if (last === null) return { names, all: true };
    from = last;
  }
  return { names, all: false };
}

/** The highest place in the present generation that a listing shows; null: none. */
function lastOf(listed: readonly Listed[], { generation }: StreamPoint): StreamPoint | null {
  const sequences = listed.flatMap(({ name }) => {
    const parsed = parseName(name);
    return parsed?.kind === "message" && parsed.generation === generation ? [parsed.sequence] : [];
  });
  return sequences.length === 0 ? null : { generation, sequence: Math.max(...sequences) };
}

/** The highest generation of ours that anybody signed: we in our place, or the partner in what it acknowledges. A failure: that cannot be seen now. */
export async function highestGeneration(
  context: Context,
  connection: Connection,
  transport: Transport,
): Promise<number | TransportFailure> {
  const own = ownOn(context, connection);
  const route = { connection: connection.id, self: own.id };
  const { partner } = connection;
  if (!partner) throw new Impossible("a side without a partner begins anew");
  let highest = connection.stream.generation;
  let unknown: TransportFailure | null = null;
  for (const [writer, key, changed] of [
    [own.id, own.key, own.changed],
    [partner.id, partner.identityKey, partner.changed],
  ] as const) {
    const listed = await namesThere(transport, route, writer, { generation: connection.stream.generation, sequence: -1 });
    if ("kind" in listed) return listed;
    const addressee = writer === partner.id ? own.id : partner.id;
    for (const name of listed) {
      const fetched = await transport.fetch(route, writer, name);
      if (fetched.kind === "none") {
        unknown ??= fetched.late ?? null;
        continue;
      }
      const inspected = inspectFile(context.crypto, name, fetched.bytes, {
        connection: connection.id,
        addressee,
        sender: writer,
        identityKey: fromBase32(signingKey(key, changed, parseName(name))),
      });
      if (!inspected.ok) continue;
      const { generation, acknowledges } = inspected.value.header;
      const said = writer === partner.id ? acknowledges.generation : generation;
      if (writer === own.id || said <= connection.stream.generation + CREDIBLE) highest = Math.max(highest, said);
    }
  }
  return unknown ?? highest;
}

/**
 * Whether a file of our own place that is not offered may go. What may be beyond the store stays until it was opened: it is what tells that we were put
 * back to an earlier state (docs/PROTOCOL.md 2).
 */
export function mayWithdraw(context: Context, { id, facts, stream, own }: Connection, name: string): boolean {
  // What waited for a partner who is not trusted any more goes, and nobody asks how far we are.
  if (facts.link === "revoked") return true;
  if (own?.disputed?.includes(name)) return false;
  const parsed = parseName(name);
  if (parsed?.kind !== "message" && !isIdentityName(name)) return true;
  if (parsed?.kind === "message" && isBehind(parsed, stream)) return true;
  const { strange, harmless } = placeOf(context, id);
  if (harmless.delete(name)) return true;
  if (strange.size < STRANGE) strange.add(name);
  return false;
}

/** Was acknowledged, or belongs to a stream that ended. */
function isBehind(place: StreamPoint, { generation, floor }: Connection["stream"]): boolean {
  return place.generation < generation || (place.generation === generation && place.sequence < floor);
}

function offeredNames({ store }: Context, { id, own }: Connection): ReadonlySet<string> {
  return new Set([...[...store.files(id), ...(own?.proofs ?? [])].map(({ name }) => name), ...(own?.disputed ?? [])]);
}
