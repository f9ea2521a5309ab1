import * as vscode from "vscode";
import { TITLES } from "../view/command-titles.ts";
import { isLanguageListed } from "../view/key-text.ts";
import { commentAt, isOwnText } from "./commands/issue-from-comment.ts";
import type { Ferry } from "./ferry.ts";

/** Offers to make issues of TODO comments, and where a person asks what can be done, of a selection. */
export class CommentActions implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #ferry: Ferry;
  readonly #languages: readonly string[];
  readonly #registered: vscode.Disposable;

  constructor(ferry: Ferry, languages: readonly string[]) {
    this.#ferry = ferry;
    this.#languages = languages;
    this.#registered = vscode.languages.registerCodeActionsProvider([{ scheme: "file" }, { scheme: "untitled" }], this, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.Refactor],
    });
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { triggerKind }: vscode.CodeActionContext,
  ): vscode.CodeAction[] | undefined {
    if (!isLanguageListed(this.#languages, document.languageId) || isOwnText(this.#ferry, document.uri)) return undefined;
    const { line } = range.start;
    const actions: vscode.CodeAction[] = [];
    if (commentAt(this.#ferry, document, line).ok)
      actions.push(action(TITLES.newIssueFromComment, vscode.CodeActionKind.QuickFix, "newIssueFromComment", [document.uri, line]));
    if (!range.isEmpty && triggerKind === vscode.CodeActionTriggerKind.Invoke)
      actions.push(action(`${TITLES.newIssueFromSelection}...`, vscode.CodeActionKind.Refactor, "newIssueFromSelection", []));
    return actions;
  }

  dispose(): void {
    this.#registered.dispose();
  }
}

function action(title: string, kind: vscode.CodeActionKind, command: string, args: unknown[]): vscode.CodeAction {
  const found = new vscode.CodeAction(title, kind);
  found.command = { command: `issueFerry.${command}`, title, arguments: args };
  return found;
}
