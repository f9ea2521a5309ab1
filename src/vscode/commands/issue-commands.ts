import type * as vscode from "vscode";
import { mendPlace, mendRow } from "../../app/mend-place.ts";
import type { Ferry } from "../ferry.ts";
import type { IssuesTree } from "../issues-tree.ts";
import { type Commands, registerCommands } from "./command.ts";
import { IssueChoice } from "./issue-choice.ts";
import { statusMenuCommands } from "./status-menu.ts";
import { viewCommands } from "./view-commands.ts";

/** Commands that are read from a file of their own when the first of them is run. */
const DAILY = [
  "newIssue",
  "newIssueFromSelection",
  "newIssueFromComment",
  "newComment",
  "deleteIssue",
  "changeStatus",
  "changePriority",
  "assignIssue",
  "changeLabels",
  "shareIssue",
  "unshareIssue",
  "retryIssue",
  "retryAll",
  "retryCause",
  "mendCause",
  "answerQuestion",
  "resolveConflict",
  "resolveAll",
  "linkIssue",
  "bringBackIssue",
  "showPartnerChange",
] as const;
export type DailyCommand = (typeof DAILY)[number];

/** The same with files of issues. */
const FILES = ["attachFile", "getFile", "openFile"] as const;
export type FileCommand = (typeof FILES)[number];

/** What is done with issues. */
export function addIssueCommands(ferry: Ferry, tree: IssuesTree): vscode.Disposable[] {
  const choice = new IssueChoice(ferry, tree);
  return registerCommands(ferry, {
    ...viewCommands(ferry, choice, tree),
    ...statusMenuCommands(ferry, tree),
    ...whenAsked(DAILY, async () => (await import("../daily.ts")).dailyCommands(ferry, choice, tree, { mendPlace, mendRow })),
    ...whenAsked(FILES, async () => (await import("../files.ts")).fileCommands(ferry, choice)),
    showDetails: async (...given: readonly unknown[]) => {
      const chosen = await choice.one(given);
      if (chosen) ferry.details.show(chosen.live, chosen.issue.id);
    },
  });
}

function whenAsked<Name extends string>(names: readonly Name[], load: () => Promise<Readonly<Record<Name, Commands[string]>>>): Commands {
  let made: Readonly<Record<Name, Commands[string]>> | null = null;
  const run =
    (name: Name) =>
    async (...given: never[]): Promise<unknown> => {
      made ??= await load();
      return made[name](...given);
    };
  return Object.fromEntries(names.map((name) => [name, run(name)]));
}
