import * as vscode from "vscode";
import type { Ferry } from "./ferry.ts";

/**
 * Notes that a person reads the file of an issue: an editor with it comes to the front, or the person does something in it. A change that comes while
 * it lies open stays marked until then. Where the person lets another editor open Markdown, such as the preview, its tab is all there is.
 */
export function noteReading({ issues }: Ferry): vscode.Disposable {
  const readFile = (uri: vscode.Uri | null): void => {
    if (uri?.scheme !== "file") return;
    for (const { live, unread } of issues.projects) {
      const issue = unread === 0 ? null : live.project.tracker.issueAt(uri.fsPath);
      if (issue !== null) issues.markRead(live, [issue]);
    }
  };
  const read = (editor: vscode.TextEditor | undefined): void => readFile(editor?.document.uri ?? null);
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(read),
    vscode.window.tabGroups.onDidChangeTabs(({ opened, changed }) => {
      for (const tab of [...opened, ...changed]) if (tab.isActive && tab.group.isActive) readFile(fileOfTab(tab));
    }),
    vscode.window.onDidChangeTextEditorSelection(({ kind, textEditor }) => {
      // A text that is read anew moves the selection, too: then there is no kind.
      if (kind !== undefined) read(textEditor);
    }),
  );
}

/** null: it shows no file, or not a single one. */
export function fileOfTab({ input }: vscode.Tab): vscode.Uri | null {
  return input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? input.uri : null;
}
