import type * as vscode from "vscode";
import { BACKUP_PARTS } from "../../app/backup-parts.ts";
import type { Ferry } from "../ferry.ts";
import { registerCommands } from "./command.ts";

/** Commands that are read from a file of their own when the first of them is run. */
const TEAM = ["showGateway", "moveGateway", "takeGatewayBack", "backUp", "restoreBackup", "placeIssues", "mergeInGit"] as const;
export type TeamCommand = (typeof TEAM)[number];

/** What a team needs besides the issues: a gateway, a copy for a bad day, and git. */
export function addTeamCommands(ferry: Ferry): vscode.Disposable[] {
  const run = (name: TeamCommand) => async (): Promise<unknown> => (await import("../team.ts")).teamCommands(ferry, BACKUP_PARTS)[name]();
  return registerCommands(ferry, Object.fromEntries(TEAM.map((name) => [name, run(name)])));
}
