import * as vscode from "vscode";
import { isIssueFile } from "../app/issue-file.ts";
import type { Ferry } from "./ferry.ts";

/** Says which issue files this window holds unsaved edits to, so that nobody writes to them meanwhile. At once: a pass may be about to begin. */
export function keepUnsavedDocuments({ folders }: Ferry): vscode.Disposable {
  const update = (): void => {
    const dirty = vscode.workspace.textDocuments
      .filter(({ isDirty, uri }) => isDirty && uri.scheme === "file")
      .map(({ uri }) => uri.fsPath);
    for (const live of folders.live) live.unsaved.set(dirty.filter((file) => isIssueFile(live.project, file)));
  };
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme === "file") update();
    }),
    vscode.workspace.onDidSaveTextDocument(update),
    vscode.workspace.onDidCloseTextDocument(update),
    folders.onChange(update),
  );
}
