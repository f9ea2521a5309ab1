import * as vscode from "vscode";
import type { LiveProject } from "../../app/live-project.ts";
import type { CommandOutcome } from "../../model/command.ts";
import { commandSentence } from "../../view/command-failures.ts";
import { BUTTONS } from "../../view/setup-words.ts";
import type { Ferry } from "../ferry.ts";
import { inView, sayError } from "../messages.ts";

/** How long a short word in the status bar stays, in milliseconds. */
const SHORT_MS = 5_000;

/** What a person asked for is done: said in passing. */
export function sayShortly(text: string): void {
  vscode.window.setStatusBarMessage(text, SHORT_MS);
}

/** What a person asked for did not work: cause and remedy, with a way to the log and perhaps one on. Tells whether that was taken. */
export async function sayFailure(ferry: Ferry, sentence: string, on?: string): Promise<boolean> {
  ferry.log.warn(sentence);
  const chosen = await sayError(sentence, ...(on === undefined ? [] : [on]), BUTTONS.showLog);
  if (chosen === BUTTONS.showLog) ferry.log.show();
  return chosen !== undefined && chosen === on;
}

/** Carries a command out, with progress in the view. What fails is said; null then. */
export async function carryOut(
  ferry: Ferry,
  live: LiveProject,
  command: Parameters<LiveProject["carryOut"]>[0],
): Promise<Extract<CommandOutcome, { readonly kind: "done" }> | null> {
  const outcome = await inView("issueFerry.connections", () => live.carryOut(command));
  if (outcome.kind === "done") return outcome;
  await sayFailure(ferry, commandSentence(outcome.code, outcome.data, "editor"));
  return null;
}
