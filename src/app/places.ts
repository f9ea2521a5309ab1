import { join, resolve } from "node:path";
import envPaths from "env-paths";

const FOLDER = ".issue-ferry";

/** Name of the fact that keeps, on this machine only, where a connection's exchange folder is. */
export const exchangeFact = (connection: string): string => `exchange:${connection}`;

/** Name of the fact that keeps what the handshake file calls the exchange folder, at the side that joined with it. */
export const exchangeCalledFact = (connection: string): string => `exchange called:${connection}`;

/** Where one project's secrets and store lie on this machine: outside every workspace. */
export function stateDirectoryOf(projectId: string, given: string | undefined): string {
  const base = given ?? process.env["ISSUE_FERRY_STATE"] ?? envPaths("issue-ferry", { suffix: "" }).data;
  return join(resolve(base), projectId);
}

export function projectFolder(workspace: string): string {
  return join(workspace, FOLDER);
}
