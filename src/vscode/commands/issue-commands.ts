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

/** What is done with issues. */
export function addIssueCommands(ferry: Ferry, tree: IssuesTree): vscode.Disposable[] {
  const choice = new IssueChoice(ferry, tree);
  return registerCommands(ferry, {
    ...viewCommands(ferry, choice, tree),
    ...statusMenuCommands(ferry, tree),
    ...dailyWhenAsked(ferry, choice, tree),
    showDetails: async (...given: readonly unknown[]) => {
      const chosen = await choice.one(given);
      if (chosen) ferry.details.show(chosen.live, chosen.issue.id);
    },
  });
}

function dailyWhenAsked(ferry: Ferry, choice: IssueChoice, tree: IssuesTree): Commands {
  let made: Readonly<Record<DailyCommand, Commands[string]>> | null = null;
  const run =
    (name: DailyCommand) =>
    async (...given: never[]): Promise<unknown> => {
      made ??= (await import("../daily.ts")).dailyCommands(ferry, choice, tree, { mendPlace, mendRow });
      return made[name](...given);
    };
  return Object.fromEntries(DAILY.map((name) => [name, run(name)]));
}
