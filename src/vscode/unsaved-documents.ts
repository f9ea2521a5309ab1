import * as vscode from "vscode";
import type { LiveProject } from "../app/live-project.ts";
import type { Ferry } from "./ferry.ts";

/** Says which issue files this window holds unsaved edits to, so that nobody writes to them meanwhile. At once: a pass may be about to begin. */
export function keepUnsavedDocuments({ folders }: Ferry): vscode.Disposable {
  const update = (): void => {
    const dirty = vscode.workspace.textDocuments
      .filter(({ isDirty, uri }) => isDirty && uri.scheme === "file")
      .map(({ uri }) => uri.fsPath);
    for (const live of folders.live) live.unsaved.set(dirty.filter((file) => isIssueFile(live, file)));
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

function isIssueFile({ project }: LiveProject, file: string): boolean {
  const folder = vscode.Uri.joinPath(vscode.Uri.file(project.workspace), project.file.issues).fsPath;
  return file.startsWith(`${folder}/`) || file.startsWith(`${folder}\\`);
}
