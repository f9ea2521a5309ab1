import * as vscode from "vscode";
import { detailsOptions } from "./details-html.ts";
import type { FormParts, FormShown, FormWanted } from "./connection-form.ts";

const VIEW = "issueFerry.connection";

/**
 * The form over a connection's file is an editor of its own for that file: the text document stays the only truth, so that the unsaved mark, undo, saving,
 * changes from outside and "Reopen Editor With..." are those of every text. What draws and edits is read when the first one opens.
 */
export class ConnectionForms implements vscode.CustomTextEditorProvider, vscode.Disposable {
  readonly #parts: FormParts;
  readonly #registered: vscode.Disposable;
  /** By the file: forms that are open, and what one that opens is to show first. */
  readonly #open = new Map<string, FormShown>();
  readonly #wanted = new Map<string, FormWanted>();

  constructor(parts: FormParts) {
    this.#parts = parts;
    this.#registered = vscode.window.registerCustomEditorProvider(VIEW, this);
  }

  /** `path`: what of the file is brought to the front; `word`: of a table there, the row that it has or lacks. */
  async show(file: string, path: readonly string[] = [], word = ""): Promise<void> {
    const uri = vscode.Uri.file(file);
    const there = this.#open.get(uri.toString());
    const wanted = { path, word };
    if (path.length > 0 && !there) this.#wanted.set(uri.toString(), wanted);
    await vscode.commands.executeCommand("vscode.openWith", uri, VIEW);
    if (path.length > 0) there?.goTo(wanted);
  }

  async resolveCustomTextEditor(document: vscode.TextDocument, panel: vscode.WebviewPanel): Promise<void> {
    const key = document.uri.toString();
    panel.webview.options = detailsOptions(this.#parts.context);
    const [{ showForm }, { FORM_VIEWS }] = await Promise.all([import("./connection-form.ts"), import("./form-views.ts")]);
    const form = showForm(this.#parts, FORM_VIEWS, document, panel);
    this.#open.set(key, form);
    panel.onDidDispose(() => {
      if (this.#open.get(key) === form) this.#open.delete(key);
    });
    const wanted = this.#wanted.get(key);
    this.#wanted.delete(key);
    if (wanted) form.goTo(wanted);
  }

  dispose(): void {
    this.#registered.dispose();
  }
}
