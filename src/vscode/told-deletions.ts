import type * as vscode from "vscode";
import type { Ferry } from "./ferry.ts";

/** Who tells what partners deleted is read from its file once a project is open. */
export function tellDeletions(ferry: Ferry): vscode.Disposable {
  let teller: Promise<vscode.Disposable> | null = null;
  const listener = ferry.issues.onProjects(() => {
    if (ferry.folders.live.length === 0) return;
    teller ??= import("./daily.ts").then(({ deletionTeller }) => deletionTeller(ferry));
    teller.catch((error: unknown) => {
      teller = null;
      ferry.log.error(error instanceof Error ? error : String(error));
    });
  });
  return {
    dispose: () => {
      listener.dispose();
      void teller?.then((made) => made.dispose()).catch(() => undefined);
    },
  };
}
