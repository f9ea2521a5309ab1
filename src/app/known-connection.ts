import { existsSync } from "node:fs";
import type { Diagnostic } from "../ports/tracker.ts";
import type { Store } from "../ports/store.ts";
import { connectionFile, isConnectionName } from "./connection-name.ts";

/** Whether there is such a connection, or its settings came with the project. */
export function isConnection(workspace: string, store: Pick<Store, "connections">, name: string): boolean {
  return (
    store.connections().some((other) => other.name === name) || (isConnectionName(name) && existsSync(connectionFile(workspace, name)))
  );
}

/** What was found in issue files when they were read, without what is over since: a connection that was made later is known now. */
export function stillTrue<Found extends Diagnostic>(
  workspace: string,
  store: Pick<Store, "connections">,
  found: readonly Found[],
): Found[] {
  return found.filter(({ code, detail }) => code !== "UNKNOWN_CONNECTION" || !isConnection(workspace, store, detail ?? ""));
}
