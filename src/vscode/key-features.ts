import * as vscode from "vscode";
import type { Ferry } from "./ferry.ts";
import { tooltipOf } from "./issue-tooltip.ts";

/** What knows keys in texts is read from its file once a project is open, unless a person has switched it off. */
export function keepKeyFeatures(ferry: Ferry): vscode.Disposable {
  let running: vscode.Disposable | null = null;
  let asked = "";
  const stop = (): void => {
    running?.dispose();
    running = null;
  };
  const update = async (): Promise<void> => {
    const settings = vscode.workspace.getConfiguration("issueFerry.keys");
    const languages = settings.get<readonly string[]>("languages", ["*"]);
    const wanted = ferry.folders.live.length > 0 && settings.get("enabled", true) ? JSON.stringify(languages) : "";
    if (wanted === asked) return;
    asked = wanted;
    stop();
    if (wanted === "") return;
    const { keyFeatures } = await import("./daily.ts");
    if (asked === wanted && running === null) running = keyFeatures(ferry, languages, tooltipOf);
  };
  const look = (): void => void update().catch((error: unknown) => ferry.log.error(error instanceof Error ? error : String(error)));
  const listeners = [
    ferry.issues.onProjects(look),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("issueFerry.keys")) look();
    }),
  ];
  return {
    dispose: () => {
      asked = "";
      stop();
      for (const listener of listeners) listener.dispose();
    },
  };
}
