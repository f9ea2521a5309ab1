import * as vscode from "vscode";
import { connectionForm, formChange } from "../app/connection-form.ts";
import { lostComments } from "../app/yaml-comments.ts";
import type { FormLook } from "./form-look.ts";
import { type FormEdit, FormPositions } from "./form-positions.ts";
import type { FormViews } from "./form-views.ts";
import { isMeant } from "./messages.ts";

/** Why an edit of the page is not in the text. */
export type NotTaken = keyof FormViews["told"];

/** What a person changes on the page, brought into the text as if it was typed there: undo, the unsaved mark and saving are the editor's. */
export class FormEdits {
  readonly #document: vscode.TextDocument;
  readonly #look: FormLook;
  readonly #views: FormViews;
  readonly #positions: FormPositions;

  constructor(document: vscode.TextDocument, look: FormLook, views: FormViews) {
    this.#document = document;
    this.#look = look;
    this.#views = views;
    this.#positions = new FormPositions(document.version, Date.now());
  }

  /** Of the text as it is: what a page that shows it is told to be of. */
  get state(): number {
    return this.#positions.stateOf(this.#document.version);
  }

  /** null: it is in the text, or the person left that as it is. */
  async carryOut(deed: FormEdit, state: number): Promise<NotTaken | null> {
    const document = this.#document;
    const { version } = document;
    this.#positions.seen(version);
    if (!this.#positions.holds(deed, state)) return "gone";
    const found = this.#look.place();
    const text = document.getText();
    const form = found && connectionForm(found.live, found.connection, text, this.#look.factsOf(found.live, found.connection));
    const change = form?.ok ? formChange(text, deed, form.value.terms) : null;
    if (!change?.ok) return change?.failure ?? "broken";
    const lost = lostComments(text, change.value);
    if (lost.length > 0) {
      const { question, detail, yes } = this.#views.asksComments(lost);
      if (!(await isMeant(question, detail, yes))) return null;
      // The question may have stood for long.
      if (document.version !== version) return "gone";
    }
    const { start, end, text: instead } = change.value;
    const edit = new vscode.WorkspaceEdit();
    const [from, to] = [document.positionAt(start), document.positionAt(end)];
    edit.replace(document.uri, new vscode.Range(from.line, from.character, to.line, to.character), instead);
    if (!(await vscode.workspace.applyEdit(edit))) return "refused";
    this.#positions.edited(document.version, deed);
    return null;
  }
}
