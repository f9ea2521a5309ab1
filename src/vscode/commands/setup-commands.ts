import type * as vscode from "vscode";
import type { Ferry } from "../ferry.ts";
import { registerCommands } from "./command.ts";

/** The first day: make a project, connect, join. */
export function addSetupCommands(ferry: Ferry): vscode.Disposable[] {
  return registerCommands(ferry, {});
}
