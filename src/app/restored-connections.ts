import { fromBase32 } from "../model/base32.ts";
import type { Connection } from "../model/connection.ts";
import { isIdentityName, parseName } from "../envelope/file-name.ts";
import { readIdentityFile } from "../envelope/identity-file.ts";
import { inspectFile } from "../envelope/inspect.ts";
import { signingKey } from "../envelope/signing-key.ts";
import { isTransportFailure } from "../ports/transport.ts";
import type { Store } from "../ports/store.ts";
import type { folderTransport } from "../transports/folder/folder-transport.ts";
import type { Context } from "../sync/context.ts";
import { keyPair, ownOn, selfOn } from "../sync/own-identity.ts";
import type { OpenProject } from "./open-project.ts";
import { exchangeFact } from "./places.ts";

/** Name of the fact that says which backup is being restored; empty: none. As long as it stands, what it left suspended may be restored again. */
const RESTORING = "restoring";
/** Name of the fact that keeps what a suspended connection was when the backup was made. */
const linkFact = (connection: string): string => `restoring:${connection}`;

export function restoringOf(store: Store): string | null {
  return store.fact(RESTORING) || null;
}

/** Inside a transaction, before the restored store is in its place: a restore that ends on the way leaves nothing that sends. */
export function suspendAll(store: Store, restoring: string): void {
  store.setFact(RESTORING, restoring);
  for (const connection of store.connections()) {
    const { link } = connection.facts;
    if (link !== "handshake" && link !== "connected") continue;
    store.setFact(linkFact(connection.id), link);
    store.putConnection({ ...connection, facts: { ...connection.facts, link: "suspended" } });
  }
}

/** The restore is done: these connections go on, the others stay suspended. */
export function release(store: Store, connections: readonly Connection[]): void {
  store.transaction(() => {
    for (const { id } of connections) {
      const connection = store.connection(id);
      const link = store.fact(linkFact(id));
      if (connection && (link === "handshake" || link === "connected"))
        store.putConnection({ ...connection, facts: { ...connection.facts, link } });
    }
    store.setFact(RESTORING, "");
  });
}

/**
 * Whether a connection is not where the restored store says, or that is not to be seen now: sent or acknowledged further than the store knows,
 * or messages of the partner that are gone because somebody has taken them.
 */
export async function isOvertaken(
  { context, store }: OpenProject,
  connection: Connection,
  transportOf: typeof folderTransport,
): Promise<boolean> {
  const { stream, partner } = connection;
  const exchange = store.fact(exchangeFact(connection.id));
  // Not the context's: it has none before this machine is named.
  const transport = exchange === null ? null : transportOf(exchange);
  if (!transport) return true;
  const self = selfOn(context, connection);
  const route = { connection: connection.id, self };
  const own = await transport.list(route, self);
  if (isTransportFailure(own)) return true;
  const key = ownOn(context, connection);
  for (const { name } of own.messages) {
    const parsed = parseName(name);
    const isChange = isIdentityName(name) && !connection.own?.changed?.files.includes(name);
    const isAhead = parsed?.kind === "message" && (parsed.generation > stream.generation || parsed.sequence >= stream.next);
    if (!isChange && !isAhead) continue;
    const fetched = await transport.fetch(route, self, name);
    if (fetched.kind === "none") return true;
    // A name is nobody's word: whoever can write in the folder may make one.
    if (isChange && isChangeOf(context, name, fetched.bytes, connection.id, self, (from) => keyPair(context, from) !== null)) return true;
    const expected = {
      connection: connection.id,
      addressee: partner?.id ?? null,
      sender: self,
      identityKey: fromBase32(signingKey(key.key, key.changed, parsed)),
    };
    if (isAhead && inspectFile(context.crypto, name, fetched.bytes, expected).ok) return true;
  }
  if (!partner) return false;
  const identityKey = fromBase32(partner.identityKey);
  const theirs = await transport.list(route, partner.id);
  if (isTransportFailure(theirs) || !identityKey) return true;
  // They sign with another key than was known then: how far they are is not to be seen by this one.
  const keys = [partner.identityKey, ...(partner.changed?.formers.map((former) => former.key) ?? [])];
  for (const { writer, name } of theirs.messages) {
    if (!isIdentityName(name) || partner.changed?.files.includes(name)) continue;
    const fetched = await transport.fetch(route, writer, name);
    if (fetched.kind === "none") return true;
    if (isChangeOf(context, name, fetched.bytes, connection.id, partner.id, (from) => keys.includes(from))) return true;
  }
  const expected = { connection: connection.id, addressee: self, sender: partner.id, identityKey };
  let heard = false;
  for (const { writer, name } of theirs.messages) {
    if (parseName(name)?.kind !== "acknowledgement") continue;
    const fetched = await transport.fetch(route, writer, name);
    const inspected = fetched.kind === "bytes" ? inspectFile(context.crypto, name, fetched.bytes, expected) : null;
    if (!inspected?.ok) continue;
    heard = true;
    const { acknowledges, floor, generation } = inspected.value.header;
    if (acknowledges.generation > stream.generation || acknowledges.sequence >= stream.next) return true;
    if (generation > stream.received.generation || floor > stream.received.sequence + 1) return true;
  }
  // Once the partner has answered, its newest acknowledgement lies there for good.
  return stream.heard && !heard;
}

/** Whether both keys signed that a key which this side knows was followed by another. */
function isChangeOf(
  { crypto }: Context,
  name: string,
  bytes: Uint8Array,
  connection: string,
  sender: string,
  isKnown: (key: string) => boolean,
): boolean {
  const change = readIdentityFile(crypto, name, bytes);
  return change !== null && change.connection === connection && change.sender === sender && isKnown(change.from);
}
