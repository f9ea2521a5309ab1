import type { Connection } from "../model/connection.ts";
import { type Transport, type TransportFailure, isTransportFailure } from "../ports/transport.ts";
import { selfOn } from "../sync/own-identity.ts";
import { isGateway } from "./gateway.ts";
import type { OpenProject } from "./open-project.ts";
import { exchangeFact } from "./places.ts";

/** An exchange folder that can be used, and has nothing of a partner who wrote there before: most likely another one. */
export interface EmptyFolder {
  readonly kind: "empty";
  readonly place: string;
  readonly detail: string;
}

export interface FolderTrouble {
  readonly connection: string;
  /** null: this machine does not know the folder. */
  readonly failure: TransportFailure | EmptyFolder | null;
}

/** Connections that are not over and whose exchange folder cannot be used now, or is most likely another one. Nothing is written. */
export async function checkFolders(project: OpenProject): Promise<readonly FolderTrouble[]> {
  const found: FolderTrouble[] = [];
  if (!isGateway(project.gateway())) return found;
  for (const connection of project.store.connections()) {
    if (connection.facts.link === "closed" || connection.facts.link === "revoked") continue;
    const transport = project.context.transportOf(connection);
    const failure = transport && ((await transport.check()) ?? (await emptyFolder(project, connection, transport)));
    if (!transport || failure) found.push({ connection: connection.name, failure });
  }
  return found;
}

/** null: the partner wrote nothing yet, or something of it is there: at least an acknowledgement always is. */
export async function emptyFolder(project: OpenProject, connection: Connection, transport: Transport): Promise<EmptyFolder | null> {
  const { id, partner, stream } = connection;
  if (!partner || stream.received.sequence < 0) return null;
  const listing = await transport.list({ connection: id, self: selfOn(project.context, connection) }, partner.id);
  if (isTransportFailure(listing) || listing.messages.length + listing.foreign > 0) return null;
  return { kind: "empty", place: project.store.fact(exchangeFact(id)) ?? "", detail: "" };
}
