import { existsSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { isId } from "../model/ids.ts";
import { parseName } from "../envelope/file-name.ts";
import { inspectFile } from "../envelope/inspect.ts";
import { isTransportFailure } from "../ports/transport.ts";
import { partnerFact } from "../sync/offered.ts";
import { selfOn } from "../sync/own-identity.ts";
import { partnerIds } from "../sync/partner-ids.ts";
import { folderTransport } from "../transports/folder/folder-transport.ts";
import { layoutOf } from "../transports/folder/layout.ts";
import { answering } from "./folder-silence.ts";
import { connectionFile } from "./connection-name.ts";
import { isGateway } from "./gateway.ts";
import type { OpenProject } from "./open-project.ts";
import { exchangeFact } from "./places.ts";

/** What this project signed for a connection that its store does not know: it was put back to before it, or a copy of it works elsewhere. */
export interface UnknownConnection {
  /** Our own directory of that connection in the exchange folder. */
  readonly place: string;
  /** The partner's name, where another connection leads to the same one, else that of settings here without a connection; null: not known. */
  readonly partner: string | null;
}

/** Directories looked at in one exchange folder, and files in each: whoever fills it makes no work for us. */
const MOST_DIRECTORIES = 50;
const MOST_FILES = 20;

/**
 * Looked for in the exchange folders of the connections that are known. A name alone shows nothing: only what our present key signed. Of a
 * connection that was forgotten in good order the store still knows that there was one. Nothing is written.
 */
export async function unknownConnections(project: OpenProject): Promise<readonly UnknownConnection[]> {
  const { store, context } = project;
  if (!isGateway(project.gateway())) return [];
  const places = await answering([...new Set(store.connections().flatMap(({ id }) => store.fact(exchangeFact(id)) ?? []))]);
  const selves = new Set([context.self, ...store.connections().map((connection) => selfOn(context, connection))]);
  const found: UnknownConnection[] = [];
  for (const exchange of places)
    for (const self of selves)
      for (const connection of directoriesIn(layoutOf(exchange).writer(self))) {
        if (store.connection(connection) !== null || store.fact(partnerFact(connection)) !== null) continue;
        const addressee = await signedFor(project, exchange, self, connection);
        if (addressee !== null) found.push({ place: layoutOf(exchange).offers(self, connection), partner: nameOf(project, addressee) });
      }
  return found;
}

function directoriesIn(writer: string): readonly string[] {
  try {
    return readdirSync(writer, { withFileTypes: true })
      .flatMap((entry) => (entry.isDirectory() && isId(entry.name) ? [entry.name] : []))
      .slice(0, MOST_DIRECTORIES);
  } catch {
    return [];
  }
}

/** To whom a file there is addressed that we signed; null: there is none. */
async function signedFor({ context }: OpenProject, exchange: string, self: string, connection: string): Promise<string | null> {
  const transport = folderTransport(exchange);
  const listing = await transport.list({ connection, self }, self);
  if (isTransportFailure(listing)) return null;
  for (const { name } of listing.messages.slice(0, MOST_FILES)) {
    if (parseName(name) === null) continue;
    const fetched = await transport.fetch({ connection, self }, self, name);
    if (fetched.kind === "none") continue;
    const expected = { connection, addressee: null, sender: self, identityKey: context.identity.publicKey };
    const inspected = inspectFile(context.crypto, name, fetched.bytes, expected);
    if (inspected.ok) return inspected.value.header.addressee;
  }
  return null;
}

function nameOf({ workspace, store, context }: OpenProject, participant: string): string | null {
  const same = store.connections().find(({ partner }) => partner !== null && partnerIds(context.crypto, partner).has(participant));
  if (same?.partner) return same.partner.name;
  const folder = dirname(connectionFile(workspace, "any"));
  const names = (existsSync(folder) ? readdirSync(folder) : []).flatMap((file) => /^(.+)\.yaml$/.exec(file)?.[1] ?? []);
  const unused = names.filter((name) => store.connections().every((connection) => connection.name !== name));
  return unused.length === 1 ? (unused[0] ?? null) : null;
}
