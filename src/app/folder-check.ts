import type { TransportFailure } from "../ports/transport.ts";
import { isGateway } from "./gateway.ts";
import type { OpenProject } from "./open-project.ts";

export interface FolderTrouble {
  readonly connection: string;
  /** null: this machine does not know the folder. */
  readonly failure: TransportFailure | null;
}

/** Connections that are not over and whose exchange folder cannot be used now. Nothing is written. */
export async function checkFolders(project: OpenProject): Promise<readonly FolderTrouble[]> {
  const found: FolderTrouble[] = [];
  if (!isGateway(project.gateway())) return found;
  for (const connection of project.store.connections()) {
    if (connection.facts.link === "closed" || connection.facts.link === "revoked") continue;
    const transport = project.context.transportOf(connection);
    const failure = transport && (await transport.check());
    if (!transport || failure) found.push({ connection: connection.name, failure });
  }
  return found;
}
