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

/** `Acme Pumps Ltd.` gives `acme-pumps-ltd`. */
export function connectionNameFrom(project: string): string {
  const name = wordOf(project);
  return isConnectionName(name) ? name : "partner";
}

/** Whether it has letters that a name takes; all others are called the same. */
export function hasOwnName(project: string): boolean {
  return isConnectionName(wordOf(project));
}

function wordOf(project: string): string {
  return project
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 40);
}
