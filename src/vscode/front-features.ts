import * as vscode from "vscode";
import type { Ferry } from "./ferry.ts";

/** What helps in the front matter of issue files is read from its file when the first of them is open. */
export function keepFrontHelp(ferry: Ferry): vscode.Disposable {
  let help: Promise<vscode.Disposable> | null = null;
  let isOver = false;
  const isIssue = ({ uri }: vscode.TextDocument): boolean =>
    uri.scheme === "file" && ferry.folders.live.some(({ project }) => project.tracker.issueAt(uri.fsPath) !== null);
  const look = (): void => {
    if (help !== null || isOver || !vscode.workspace.textDocuments.some(isIssue)) return;
    help = import("./files.ts").then(({ frontLanguage }) => frontLanguage(ferry));
    help.catch((error: unknown) => {
      help = null;
      ferry.log.error(error instanceof Error ? error : String(error));
    });
  };
  const listeners = [ferry.issues.onProjects(look), vscode.workspace.onDidOpenTextDocument(look)];
  return {
    dispose: () => {
      isOver = true;
      for (const listener of listeners) listener.dispose();
      void help?.then((made) => made.dispose()).catch(() => undefined);
    },
  };
}
