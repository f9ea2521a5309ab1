import * as vscode from "vscode";
import type { Ferry } from "./ferry.ts";
import { keepHelp } from "./late-help.ts";

/** The settings of a project and of its connections. */
const SETTINGS = /\/\.issue-ferry\/(?:project|connections\/[^/]+)\.yaml$/;

/** What helps in settings files is read from its file when the first of them is open and a project is, too. */
export function keepSettingsHelp(ferry: Ferry): vscode.Disposable {
  const isSettings = ({ uri }: vscode.TextDocument): boolean => uri.scheme === "file" && SETTINGS.test(uri.path);
  return keepHelp(
    ferry,
    () => ferry.folders.live.length > 0 && vscode.workspace.textDocuments.some(isSettings),
    () => import("./settings-help.ts").then(({ settingsHelp }) => settingsHelp(ferry)),
  );
}
