import * as vscode from "vscode";
import { messageText } from "../view/message-text.ts";
import { BUTTONS } from "../view/setup-words.ts";

/**
 * The only way to notifications, input boxes and progress: text of a partner becomes no link here. An architecture test sees that no other
 * file goes around it.
 */

/** Characters. What is longer does not fit into the one line that the editor gives to a notification without buttons. */
const ONE_LINE = 55;

/** Each gives the button that was chosen; undefined: none. */
export function say(text: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  // With a button all of it is shown.
  const shown = buttons.length === 0 && text.length > ONE_LINE ? [BUTTONS.seen] : buttons;
  return vscode.window.showInformationMessage(messageText(text), ...shown);
}

export function sayError(text: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(messageText(text), ...buttons);
}

/** A question that stands before everything else until it is answered. */
export function askFirst(text: string, detail: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(messageText(text), { modal: true, detail: messageText(detail) }, ...buttons);
}

/**
 * Whether something is meant that cannot simply be taken back. Enter takes the first button, and the editor puts its own "Cancel" never there: so
 * the first leaves all as it is.
 */
export async function isMeant(text: string, detail: string, button: string): Promise<boolean> {
  const shown = { modal: true, detail: messageText(detail) };
  return (await vscode.window.showWarningMessage(messageText(text), shown, BUTTONS.leave, button)) === button;
}

interface LineQuestion {
  readonly title?: string;
  readonly prompt: string;
  readonly value?: string;
  /** Why it cannot be taken; null: it can. */
  readonly wrong?: (text: string) => string | null;
}

/** One line of text; undefined: none was given. */
export function askLine({ prompt, wrong, ...rest }: LineQuestion): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    ...rest,
    ignoreFocusOut: true,
    prompt: messageText(prompt),
    ...(wrong && {
      validateInput: (text) => {
        const found = wrong(text);
        return found === null ? null : messageText(found);
      },
    }),
  });
}

/** One of a few. Like all boxes that belong to a deed it stays until it is answered or left: a list that is drawn anew takes the focus from it. */
export function pickOne<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: Pick<vscode.QuickPickOptions, "title" | "placeHolder">,
): Thenable<T | undefined> {
  return vscode.window.showQuickPick(items, { ...options, ignoreFocusOut: true });
}

/** An input box; what it says below the line goes through `prompt`, `wrong`, `info` and `fine`. */
export interface LineBox {
  readonly input: Omit<vscode.InputBox, "prompt" | "validationMessage">;
  prompt(text: string): void;
  wrong(text: string): void;
  info(text: string): void;
  /** Takes back what `wrong` or `info` said. */
  fine(): void;
}

export function lineBox(): LineBox {
  const input = vscode.window.createInputBox();
  return {
    input,
    prompt(text) {
      input.prompt = messageText(text);
    },
    wrong(text) {
      input.validationMessage = messageText(text);
    },
    info(text) {
      input.validationMessage = { message: messageText(text), severity: vscode.InputBoxValidationSeverity.Info };
    },
    fine() {
      input.validationMessage = undefined;
    },
  };
}

/** What there is to know before one chooses, below the line of a list. */
export function explain(pick: Pick<vscode.QuickPick<vscode.QuickPickItem>, "prompt">, text: string): void {
  pick.prompt = messageText(text);
}

/** A view shows that something is being done. */
export async function inView<T>(viewId: "issueFerry.issues" | "issueFerry.connections", work: () => Promise<T>): Promise<T> {
  return vscode.window.withProgress({ location: { viewId } }, work);
}

/** A notification says what is waited for, and how far it is, until it has come or the person has had enough. */
export async function waitingFor<T>(text: string, work: (cancelled: vscode.CancellationToken, tell: Telling) => Promise<T>): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title: messageText(text), cancellable: true };
  return vscode.window.withProgress(options, (progress, cancelled) => {
    let shown = 0;
    return work(cancelled, (said, part = 0) => {
      progress.report({ message: messageText(said), increment: Math.max(0, (part - shown) * 100) });
      shown = Math.max(shown, part);
    });
  });
}

/** How far it is, in words and, where that is known, as a part of 1. */
export type Telling = (said: string, part?: number) => void;
