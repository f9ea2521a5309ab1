import * as vscode from "vscode";
import { hostLack } from "../app/host-check.ts";
import { hostLackSentence } from "../view/host-lack.ts";
import { BUTTONS } from "../view/setup-words.ts";
import { sayError } from "./messages.ts";

let running: { stop(): Promise<void> } | null = null;

/**
 * Entry of the extension. Imports nothing that an editor's host might lack before it is known to be there; where something is missing, that
 * is said once, and nothing else happens.
 */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Issue Ferry", { log: true });
  context.subscriptions.push(log);
  const lack = await hostLack();
  if (lack !== null) {
    log.error(`host lacks ${lack}`);
    void sayError(hostLackSentence(lack, vscode.env.appName, vscode.version), BUTTONS.showLog).then((shown) => shown && log.show());
    return;
  }
  const { start } = await import("./start.ts");
  running = start(context, log);
}

/** Ends the work and closes the stores before the host goes. */
export async function deactivate(): Promise<void> {
  await running?.stop();
}
