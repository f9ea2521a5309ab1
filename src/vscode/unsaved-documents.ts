import * as vscode from "vscode";
import { isIssueFile } from "../app/issue-file.ts";
import type { Ferry } from "./ferry.ts";
import { LingeringFiles } from "./lingering-files.ts";

/** A window that comes back has its tabs at once, and what was not saved in them some time later: nothing tells when. */
const RESTORING_MS = 5000;
/**
 * Who pauses while the editor saves by itself, or has moved the caret, may type on at any moment: in a file that was written meanwhile, what is
 * typed could not be saved any more until the editor has read it anew.
 */
const PAUSE_MS = 2000;

/** Says which issue files this window holds unsaved edits to, so that nobody writes to them meanwhile. At once: a pass may be about to begin. */
export function keepUnsavedDocuments({ folders }: Ferry): vscode.Disposable {
  const update = (): void => {
    const dirty = vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && uri.scheme === "file");
    const files = [...dirty.map(({ uri }) => uri.fsPath), ...returning.files];
    for (const { project, unsaved } of folders.live) {
      const ofIssues = (all: readonly string[]): readonly string[] => all.filter((file) => isIssueFile(project, file));
      unsaved.set(ofIssues(files), ofIssues(lingering.files));
    }
  };
  const returning = new LingeringFiles(update);
  const lingering = new LingeringFiles(update);
  const release = (file: string): void => {
    returning.release(file);
    lingering.release(file);
  };
  /** Files that VS Code saves by itself at the moment. */
  const saving = new Set<string>();
  const pausing = (file: string): void => {
    lingering.keep(file, PAUSE_MS);
    update();
  };
  for (const { tabs } of vscode.window.tabGroups.all)
    for (const { input } of tabs)
      if (input instanceof vscode.TabInputText && input.uri.scheme === "file") returning.keep(input.uri.fsPath, RESTORING_MS);
  return vscode.Disposable.from(
    returning,
    lingering,
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme === "file") update();
    }),
    vscode.workspace.onWillSaveTextDocument(({ document, reason }) => {
      if (document.uri.scheme !== "file") return;
      if (reason === vscode.TextDocumentSaveReason.AfterDelay) saving.add(document.uri.fsPath);
      else release(document.uri.fsPath);
    }),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      // From when it is saved, however long that took.
      if (saving.delete(uri.fsPath)) pausing(uri.fsPath);
      else update();
    }),
    vscode.window.onDidChangeTextEditorSelection(({ kind, textEditor: { document } }) => {
      // A text that is read anew moves the selection, too: then there is no kind.
      if (kind === undefined || document.uri.scheme !== "file") return;
      if (folders.live.some(({ project }) => isIssueFile(project, document.uri.fsPath))) pausing(document.uri.fsPath);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      release(uri.fsPath);
      update();
    }),
    folders.onChange(update),
  );
}
