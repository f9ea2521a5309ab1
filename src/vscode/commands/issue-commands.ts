import type * as vscode from "vscode";
import type { IssueNode, IssuesTree } from "../issues-tree.ts";
import type { Ferry } from "../ferry.ts";
import { registerCommands } from "./command.ts";

/** What is done with issues. */
export function addIssueCommands(ferry: Ferry, tree: IssuesTree): vscode.Disposable[] {
  return registerCommands(ferry, {
    showDetails: (node?: IssueNode) => {
      const chosen = node ?? tree.view.selection[0];
      if (chosen?.kind === "issue") ferry.details.show(chosen.live, chosen.issue.id);
    },
  });
}
