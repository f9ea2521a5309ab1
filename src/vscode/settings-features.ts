import * as vscode from "vscode";
import type { Ferry } from "./ferry.ts";

/** The settings of a project and of its connections. */
const SETTINGS = /\/\.issue-ferry\/(?:project|connections\/[^/]+)\.yaml$/;

/** What helps in settings files is read from its file when the first of them is open and a project is, too. */
export function keepSettingsHelp(ferry: Ferry): vscode.Disposable {
  let help: Promise<vscode.Disposable> | null = null;
  let isOver = false;
  const look = (): void => {
    if (help !== null || isOver || ferry.folders.live.length === 0) return;
    if (!vscode.workspace.textDocuments.some(({ uri }) => uri.scheme === "file" && SETTINGS.test(uri.path))) return;
    help = import("./settings-help.ts").then(({ settingsHelp }) => settingsHelp(ferry));
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
