import { existsSync } from "node:fs";
import { nearWord } from "../model/near-word.ts";
import type { Diagnostic } from "../ports/tracker.ts";
import type { Store } from "../ports/store.ts";
import { connectionFile, isConnectionName } from "./connection-name.ts";

/** Whether there is such a connection, or its settings came with the project. */
export function isConnection(workspace: string, store: Pick<Store, "connections">, name: string): boolean {
  return (
    store.connections().some((other) => other.name === name) || (isConnectionName(name) && existsSync(connectionFile(workspace, name)))
  );
}

/** What is no connection may be one that was mistyped: then this one. */
export type Known<Found> = Found & { readonly near?: string };

/** So many letters of a name are mistyped at most; of a short one fewer, since all short names are near. */
const MISTYPED = 3;

/** What was found in issue files when they were read, without what is over since: a connection that was made later is known now. */
export function stillTrue<Found extends Diagnostic>(
  workspace: string,
  store: Pick<Store, "connections">,
  found: readonly Found[],
): Known<Found>[] {
  return found.flatMap((one): Known<Found>[] => {
    const { code, detail = "" } = one;
    if (code !== "UNKNOWN_CONNECTION") return [one];
    if (isConnection(workspace, store, detail)) return [];
    const names = store.connections().map(({ name }) => name);
    const near = nearWord(detail.toLowerCase(), names, Math.min(MISTYPED, Math.floor(detail.length / 2)));
    return [{ ...one, ...(near !== null && { near }) }];
  });
}
