import * as vscode from "vscode";
import { type FromForm, type ToForm, readFromForm } from "../view/form-messages.ts";
import type { AnyForm, FormCommand } from "../view/form-model.ts";
import { detailsHtml } from "./details-html.ts";
import type { Folders } from "./folders.ts";
import { FormEdits, type NotTaken } from "./form-edits.ts";
import { FormLook } from "./form-look.ts";
import type { FormViews } from "./form-views.ts";
import type { IssueModel } from "./issue-model.ts";

export interface FormParts {
  readonly context: vscode.ExtensionContext;
  readonly folders: Folders;
  readonly issues: IssueModel;
  readonly log: vscode.LogOutputChannel;
}

/** The form over the text of a connection's file, until its panel is closed. Stands in a file of its own, which is read when the first is opened. */
export function showForm(parts: FormParts, views: FormViews, document: vscode.TextDocument, panel: vscode.WebviewPanel): FormShown {
  return new FormPanel(parts, views, document, panel);
}

export interface FormShown {
  /** Brings what stands at a path of the file to the front. */
  goTo(wanted: FormWanted): void;
}

/** A part of the file; `word`: of a table there, the row that it has or lacks; empty: none. */
export interface FormWanted {
  readonly path: readonly string[];
  readonly word: string;
}

/** Changes within this time are shown at once. Milliseconds, as all below. */
const TOGETHER_MS = 30;
class FormPanel implements FormShown {
  readonly #parts: FormParts;
  readonly #views: FormViews;
  readonly #document: vscode.TextDocument;
  readonly #panel: vscode.WebviewPanel;
  readonly #look: FormLook;
  readonly #edits: FormEdits;
  readonly #subscriptions: readonly vscode.Disposable[];
  #ready = false;
  #shown = "";
  #page: AnyForm | null = null;
  #timer: NodeJS.Timeout | null = null;
  #tried: string | null = null;
  #wanted: FormWanted | null = null;
  /** The page says that accepting waits for the file to be saved. */
  #saysUnsaved = false;
  #editing: Promise<void> = Promise.resolve();

  constructor(parts: FormParts, views: FormViews, document: vscode.TextDocument, panel: vscode.WebviewPanel) {
    this.#parts = parts;
    this.#views = views;
    this.#document = document;
    this.#panel = panel;
    this.#look = new FormLook(
      parts,
      views,
      document,
      () => this.#soon(),
      (error) => this.#log(error),
    );
    this.#edits = new FormEdits(document, this.#look, views);
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((data: unknown) => this.#received(readFromForm(data))),
      vscode.workspace.onDidChangeTextDocument(({ document: changed }) => {
        if (changed === document) this.#soon();
      }),
      vscode.workspace.onDidSaveTextDocument((saved) => {
        if (saved !== document) return;
        if (this.#saysUnsaved) this.#tell({ kind: "told", told: null });
        this.#soon();
      }),
      parts.folders.onChange(() => this.#soon()),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#rest();
      }),
      panel.onDidDispose(() => this.#end()),
    ];
    panel.webview.html = detailsHtml(panel.webview, parts.context, { name: "form", title: "Connection" });
  }

  goTo(wanted: FormWanted): void {
    this.#wanted = wanted;
    this.#soon();
  }

  #received(message: FromForm | null): void {
    switch (message?.kind) {
      case "ready":
        this.#ready = true;
        this.#shown = "";
        this.#show();
        return;
      case "act":
        this.#editing = this.#editing.then(() => this.#act(message)).catch((error: unknown) => this.#log(error));
        return;
      case undefined:
        this.#parts.log.warn("connection form: a message of the page was not understood");
    }
  }

  async #act({ deed, number, state }: Extract<FromForm, { readonly kind: "act" }>): Promise<void> {
    switch (deed.do) {
      case "try":
        this.#tried = deed.share;
        this.#show();
        return;
      case "save":
        await this.#save();
        return;
      case "text":
        await this.#showText(deed.line);
        return;
      case "run":
        await this.#run(deed.command);
        return;
      default:
        await this.#answered(number, () => this.#edits.carryOut(deed, state));
    }
  }

  /** The page is told what became of an edit, whatever happens: it waits for it. */
  async #answered(number: number, edit: () => Promise<NotTaken | null>): Promise<void> {
    let why: NotTaken | null = "refused";
    try {
      why = await edit();
      if (why === null) this.#showAtOnce();
    } finally {
      this.#tell({ kind: "done", number, told: why && { text: this.#views.told[why], tone: "bad" } });
    }
  }

  async #showText(line: number | null): Promise<void> {
    const at = line === null ? undefined : new vscode.Range(line - 1, 0, line - 1, 0);
    await vscode.window.showTextDocument(this.#document, { preview: false, ...(at && { selection: at }) });
  }

  async #run(command: FormCommand): Promise<void> {
    const found = this.#look.place();
    if (!found) return;
    if (this.#document.isDirty) {
      const unsaved = this.#views.unsavedAt(command);
      if (unsaved === "refused") {
        this.#tell({ kind: "told", told: { text: this.#views.told.unsaved, tone: "waits" } });
        this.#saysUnsaved = true;
        return;
      }
      if (unsaved === "saved" && !(await this.#save())) return;
    }
    const name = { project: found.live.project.file.id, connection: found.connection.name };
    // The question that it asks may stand for long: edits go on meanwhile.
    void vscode.commands.executeCommand(`issueFerry.${command}`, name).then(undefined, (error: unknown) => this.#log(error));
  }

  async #save(): Promise<boolean> {
    const isSaved = !this.#document.isDirty || (await this.#document.save());
    if (!isSaved) this.#tell({ kind: "told", told: { text: this.#views.told.notSaved, tone: "bad" } });
    return isSaved;
  }

  #soon(): void {
    if (!this.#ready) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#showAtOnce();
    }, TOGETHER_MS);
  }

  /** What is in the text is in it, also where it cannot be shown. */
  #showAtOnce(): void {
    try {
      this.#show();
    } catch (error) {
      this.#log(error);
    }
  }

  #show(): void {
    if (!this.#ready) return;
    this.#page = this.#look.page(this.#tried);
    const message: ToForm = { kind: "page", page: this.#page, state: this.#edits.state };
    const text = JSON.stringify(message);
    if (text !== this.#shown) {
      this.#shown = text;
      this.#tell(message);
    }
    const place = this.#wanted && this.#page.kind === "form" ? this.#views.placeOnForm(this.#page, this.#wanted) : null;
    this.#wanted = null;
    if (place !== null) this.#tell({ kind: "goto", ...place });
  }

  #tell(message: ToForm): void {
    // What was said last takes the place of what was said before.
    if (message.kind === "done" || message.kind === "told") this.#saysUnsaved = false;
    if (this.#ready) void this.#panel.webview.postMessage(message);
  }

  /** A page that nobody sees is not kept up to date; it asks anew. */
  #rest(): void {
    this.#ready = false;
    this.#look.rest();
  }

  #end(): void {
    this.#ready = false;
    if (this.#timer) clearTimeout(this.#timer);
    this.#look.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #log(error: unknown): void {
    this.#parts.log.error(error instanceof Error ? error : String(error));
  }
}
