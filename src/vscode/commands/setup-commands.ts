import type * as vscode from "vscode";
import { FIRST_DAY_PARTS } from "../../app/first-day-parts.ts";
import type { Ferry } from "../ferry.ts";
import { type Commands, registerCommands } from "./command.ts";

/** Commands that are read from a file of their own when the first of them is run. */
const SETUP = ["initProject", "createConnection", "joinConnection"] as const;
export type SetupCommand = (typeof SETUP)[number];
const CONFIGURATION = [
  "editConnection",
  "editConfiguration",
  "publishConfiguration",
  "reviewUpdate",
  "acceptUpdate",
  "declineUpdate",
] as const;
export type ConfigurationCommand = (typeof CONFIGURATION)[number];
const CONNECTION = [
  "resendInvitation",
  "removeConnection",
  "discardDraft",
  "revokeConnection",
  "compareSafetyNumber",
  "startConnection",
  "goOnHere",
  "retireCopy",
  "askMeFirst",
  "stopConnection",
  "pingConnection",
  "changeExchangeFolder",
] as const;
export type ConnectionCommand = (typeof CONNECTION)[number];

/** The first day, and what is done with connections afterwards: make a project, connect, join, agree on what is exchanged, stop, remove. */
export function addSetupCommands(ferry: Ferry): vscode.Disposable[] {
  const run =
    (name: SetupCommand) =>
    async (given?: unknown): Promise<void> =>
      (await import("../first-day.ts")).setUpCommands(ferry, FIRST_DAY_PARTS)[name](given);
  const connected =
    (name: ConfigurationCommand | ConnectionCommand): Commands[string] =>
    async (...given) =>
      (await import("../connections.ts")).commandsOfConnections(ferry, FIRST_DAY_PARTS)[name](...given);
  return registerCommands(
    ferry,
    Object.fromEntries([
      ...SETUP.map((name) => [name, run(name)] as const),
      ...[...CONFIGURATION, ...CONNECTION].map((name) => [name, connected(name)] as const),
    ]),
  );
}
