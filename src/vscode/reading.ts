import * as vscode from "vscode";
import type { Ferry } from "./ferry.ts";

/**
 * Notes that a person reads the file of an issue: an editor with it comes to the front, or the person does something in it. A change that comes while
 * it lies open stays marked until then.
 */
export function noteReading({ issues }: Ferry): vscode.Disposable {
  const read = (editor: vscode.TextEditor | undefined): void => {
    if (editor?.document.uri.scheme !== "file") return;
    for (const { live, unread } of issues.projects) {
      const issue = unread === 0 ? null : live.project.tracker.issueAt(editor.document.uri.fsPath);
      if (issue !== null) issues.markRead(live, [issue]);
    }
  };
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(read),
    vscode.window.onDidChangeTextEditorSelection(({ kind, textEditor }) => {
      // A text that is read anew moves the selection, too: then there is no kind.
      if (kind !== undefined) read(textEditor);
    }),
  );
}
