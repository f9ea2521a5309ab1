import * as vscode from "vscode";
import { isIssueFile } from "../app/issue-file.ts";
import type { Ferry } from "./ferry.ts";
import { LingeringFiles } from "./lingering-files.ts";

/** A window that comes back has its tabs at once, and what was not saved in them some time later: nothing tells when. */
const RESTORING_MS = 5000;
/** Who pauses while the editor saves by itself may type on: in a file that was written meanwhile, it could not be saved any more. */
const PAUSE_MS = 2000;

/** Says which issue files this window holds unsaved edits to, so that nobody writes to them meanwhile. At once: a pass may be about to begin. */
export function keepUnsavedDocuments({ folders }: Ferry): vscode.Disposable {
  const update = (): void => {
    const dirty = vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && uri.scheme === "file");
    const files = [...dirty.map(({ uri }) => uri.fsPath), ...lingering.files];
    for (const live of folders.live) live.unsaved.set(files.filter((file) => isIssueFile(live.project, file)));
  };
  const lingering = new LingeringFiles(update);
  for (const { tabs } of vscode.window.tabGroups.all)
    for (const { input } of tabs)
      if (input instanceof vscode.TabInputText && input.uri.scheme === "file") lingering.keep(input.uri.fsPath, RESTORING_MS);
  return vscode.Disposable.from(
    lingering,
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme === "file") update();
    }),
    vscode.workspace.onWillSaveTextDocument(({ document, reason }) => {
      if (document.uri.scheme !== "file") return;
      if (reason === vscode.TextDocumentSaveReason.AfterDelay) lingering.keep(document.uri.fsPath, PAUSE_MS);
      else lingering.release(document.uri.fsPath);
    }),
    vscode.workspace.onDidSaveTextDocument(update),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      lingering.release(uri.fsPath);
      update();
    }),
    folders.onChange(update),
  );
}
