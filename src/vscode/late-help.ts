import * as vscode from "vscode";
import type { Ferry } from "./ferry.ts";

/** What helps in some texts is read from its file when the first of them is open. One that cannot be read is tried again with the next text. */
export function keepHelp(ferry: Ferry, isWanted: () => boolean, read: () => Promise<vscode.Disposable>): vscode.Disposable {
  let help: Promise<vscode.Disposable> | null = null;
  let isOver = false;
  const look = (): void => {
    if (help !== null || isOver || !isWanted()) return;
    help = read();
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
