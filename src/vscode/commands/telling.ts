import * as vscode from "vscode";
import { boxText } from "../../view/message-text.ts";
import { BUTTONS } from "../../view/setup-words.ts";
import type { Ferry } from "../ferry.ts";
import { say, sayError } from "../messages.ts";

/** How long a short word in the status bar stays, in milliseconds. */
const SHORT_MS = 5_000;

/** What a person asked for is done: said in passing. */
export function sayShortly(text: string): void {
  vscode.window.setStatusBarMessage(boxText(text), SHORT_MS);
}

/** What a person asked for did not work: cause and remedy, with a way to the log and perhaps one on. Tells whether that was taken. */
export async function sayFailure(ferry: Ferry, sentence: string, on?: string): Promise<boolean> {
  ferry.log.warn(sentence);
  for (;;) {
    const chosen = await sayError(sentence, ...(on === undefined ? [] : [on]), BUTTONS.showLog);
    if (chosen === BUTTONS.showLog) ferry.log.show();
    // Whoever looks at the log has not given up: the way on is offered again.
    if (chosen !== BUTTONS.showLog || on === undefined) return chosen !== undefined && chosen === on;
  }
}

/** Says what was done and offers to take it back; true when the person wants that. */
export async function sayWithUndo(text: string): Promise<boolean> {
  return (await say(text, BUTTONS.undo)) === BUTTONS.undo;
}
