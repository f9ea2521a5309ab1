import * as vscode from "vscode";
import type { Ferry } from "./ferry.ts";

/** Keeps `issueFerry.activeIssue`: whether the editor in front shows the file of an issue. The menus of editors ask for it. */
export function keepActiveIssue({ folders, issues }: Ferry): vscode.Disposable {
  let known: boolean | null = null;
  const update = (): void => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const shown = uri?.scheme === "file" && folders.live.some(({ project }) => project.tracker.issueAt(uri.fsPath) !== null);
    if (shown === known) return;
    known = shown;
    void vscode.commands.executeCommand("setContext", "issueFerry.activeIssue", shown);
  };
  return vscode.Disposable.from(vscode.window.onDidChangeActiveTextEditor(update), issues.onChange(update), issues.onProjects(update));
}
