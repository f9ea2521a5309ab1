import * as vscode from "vscode";
import { restrictedLook } from "../app/restricted-look.ts";
import type { Ferry } from "./ferry.ts";

/** What is shown of folders that are not trusted is read from its file where the window is not: trust that was given lasts for the window. */
export function keepRestrictedView(ferry: Ferry): vscode.Disposable {
  if (vscode.workspace.isTrusted) return new vscode.Disposable(() => undefined);
  let isOver = false;
  const tree = import("./restricted-tree.ts").then(({ RestrictedTree }) => (isOver ? null : new RestrictedTree(ferry, restrictedLook)));
  tree.catch((error: unknown) => ferry.log.error(error instanceof Error ? error : String(error)));
  return new vscode.Disposable(() => {
    isOver = true;
    void tree.then((made) => made?.dispose()).catch(() => undefined);
  });
}
