import type * as vscode from "vscode";
import type { IssuesTree } from "../issues-tree.ts";
import type { Ferry } from "../ferry.ts";
import { registerCommands } from "./command.ts";

/** What is done with issues. */
export function addIssueCommands(ferry: Ferry, _tree: IssuesTree): vscode.Disposable[] {
  return registerCommands(ferry, {});
}
