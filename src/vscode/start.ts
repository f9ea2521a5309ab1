import type * as vscode from "vscode";
import { ConnectionsTree } from "./connections-tree.ts";
import { keepContextKeys } from "./context-keys.ts";
import type { Ferry } from "./ferry.ts";
import { Folders } from "./folders.ts";
import { IssueDecorations } from "./issue-decorations.ts";
import { IssuesTree } from "./issues-tree.ts";
import { addIssueCommands } from "./commands/issue-commands.ts";
import { addProjectCommands } from "./commands/project-commands.ts";
import { addSetupCommands } from "./commands/setup-commands.ts";
import { StatusBar } from "./status-bar.ts";

/** Puts the parts together; the folders are looked at last, when everybody listens. */
export function start(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): { stop(): Promise<void> } {
  const folders = new Folders(log);
  const ferry: Ferry = { context, folders, log };
  const issues = new IssuesTree(ferry);
  context.subscriptions.push(
    issues,
    new ConnectionsTree(ferry),
    new IssueDecorations(ferry),
    new StatusBar(ferry),
    keepContextKeys(ferry),
    ...addProjectCommands(ferry),
    ...addSetupCommands(ferry),
    ...addIssueCommands(ferry, issues),
  );
  void folders.refresh();
  return { stop: () => folders.stop() };
}
