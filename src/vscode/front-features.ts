import * as vscode from "vscode";
import type { Ferry } from "./ferry.ts";
import { keepHelp } from "./late-help.ts";

/** What helps in the front matter of issue files is read from its file when the first of them is open. */
export function keepFrontHelp(ferry: Ferry): vscode.Disposable {
  const isIssue = ({ uri }: vscode.TextDocument): boolean =>
    uri.scheme === "file" && ferry.folders.live.some(({ project }) => project.tracker.issueAt(uri.fsPath) !== null);
  return keepHelp(
    ferry,
    () => vscode.workspace.textDocuments.some(isIssue),
    () => import("./files.ts").then(({ frontLanguage }) => frontLanguage(ferry)),
  );
}
