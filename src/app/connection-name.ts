import { join } from "node:path";
import { projectFolder } from "./places.ts";

/** Names of connections are words of the command line, of `share:` and of files. */
export function isConnectionName(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,39}$/.test(name);
}

/** Where a connection's settings lie; without what reads them, which is large. */
export function connectionFile(workspace: string, name: string): string {
  return join(projectFolder(workspace), "connections", `${name}.yaml`);
}
