import type * as vscode from "vscode";
import type { Ferry } from "../ferry.ts";
import type { IssuesTree } from "../issues-tree.ts";
import { fieldCommands } from "./change-fields.ts";
import { registerCommands } from "./command.ts";
import { IssueChoice } from "./issue-choice.ts";
import { repairCommands } from "./repair-issues.ts";
import { shareCommands } from "./share-issues.ts";
import { statusMenuCommands } from "./status-menu.ts";
import { viewCommands } from "./view-commands.ts";
import { writeCommands } from "./write-issues.ts";

/** What is done with issues. */
export function addIssueCommands(ferry: Ferry, tree: IssuesTree): vscode.Disposable[] {
  const choice = new IssueChoice(ferry, tree);
  return registerCommands(ferry, {
    ...viewCommands(ferry, choice, tree),
    ...writeCommands(ferry, choice, tree),
    ...fieldCommands(ferry, choice),
    ...shareCommands(ferry, choice),
    ...repairCommands(ferry, choice),
    ...statusMenuCommands(ferry, tree),
    showDetails: async (...given: readonly unknown[]) => {
      const chosen = await choice.one(given);
      if (chosen) ferry.details.show(chosen.live, chosen.issue.id);
    },
  });
}
