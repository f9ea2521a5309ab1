import * as vscode from "vscode";
import { type FormFacts, connectionForm, formChange } from "../app/connection-form.ts";
import { connectionFile } from "../app/connection-name.ts";
import type { LiveProject } from "../app/live-project.ts";
import { checkTyped, shareFault } from "../app/settings-check.ts";
import { settingsFacts } from "../app/settings-facts.ts";
import type { Connection } from "../model/connection.ts";
import { type FromForm, type ToForm, readFromForm } from "../view/form-messages.ts";
import type { AnyForm, FormCommand } from "../view/form-model.ts";
import { detailsHtml } from "./details-html.ts";
import type { Folders } from "./folders.ts";
import { FormCounting } from "./form-counting.ts";
import { type FormEdit, FormPositions } from "./form-positions.ts";
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
  goTo(path: readonly string[]): void;
}

/** Changes within this time are shown at once. Milliseconds, as all below. */
const TOGETHER_MS = 30;
/** Silence before the issues are looked at, after an edit of the text and after a change of issues. */
const CALM_MS = 300;
const ISSUES_CALM_MS = 4_000;
/** Where issues change all the time, looks at them take one part of this many. */
const ISSUES_SHARE = 10;
/** How long what issues have in their fields is good enough to be offered. */
const FACTS_MS = 5_000;

class FormPanel implements FormShown {
  readonly #parts: FormParts;
  readonly #views: FormViews;
  readonly #document: vscode.TextDocument;
  readonly #panel: vscode.WebviewPanel;
  readonly #counting: FormCounting;
  readonly #positions: FormPositions;
  readonly #subscriptions: readonly vscode.Disposable[];
  #ready = false;
  #shown = "";
  #page: AnyForm | null = null;
  #timer: NodeJS.Timeout | null = null;
  #tried: string | null = null;
  #wanted: readonly string[] | null = null;
  /** What the issues were counted for last: text, filter, state of the store. */
  #counted = { about: "", store: -1 };
  #facts: { readonly found: FormFacts; readonly time: number } | null = null;
  #editing: Promise<void> = Promise.resolve();

  constructor(parts: FormParts, views: FormViews, document: vscode.TextDocument, panel: vscode.WebviewPanel) {
    this.#parts = parts;
    this.#views = views;
    this.#document = document;
    this.#panel = panel;
    this.#positions = new FormPositions(document.version, Date.now());
    this.#counting = new FormCounting(
      () => this.#soon(),
      (error) => this.#log(error),
    );
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((data: unknown) => this.#received(readFromForm(data))),
      vscode.workspace.onDidChangeTextDocument(({ document: changed }) => {
        if (changed === document) this.#soon();
      }),
      vscode.workspace.onDidSaveTextDocument((saved) => {
        if (saved === document) this.#soon();
      }),
      parts.folders.onChange(() => this.#soon()),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#rest();
      }),
      panel.onDidDispose(() => this.#end()),
    ];
    panel.webview.html = detailsHtml(panel.webview, parts.context, { name: "form", title: "Connection" });
  }

  goTo(path: readonly string[]): void {
    this.#wanted = path;
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
        await this.#answered(number, () => this.#edit(deed, state));
    }
  }

  /** The page is told what became of an edit, whatever happens: it waits for it. */
  async #answered(number: number, edit: () => Promise<keyof FormViews["told"] | null>): Promise<void> {
    let why: keyof FormViews["told"] | null = "refused";
    try {
      why = await edit();
    } finally {
      this.#tell({ kind: "done", number, told: why && { text: this.#views.told[why], tone: "bad" } });
    }
  }

  /** Into the text, as if it was typed there: undo, the unsaved mark and saving are the editor's. Says why it is not in the text. */
  async #edit(deed: FormEdit, state: number): Promise<keyof FormViews["told"] | null> {
    const document = this.#document;
    this.#positions.seen(document.version);
    if (!this.#positions.holds(deed, state)) return "gone";
    const found = this.#place();
    const form = found && connectionForm(found.live, found.connection, document.getText(), this.#factsOf(found.live, found.connection));
    const change = form?.ok ? formChange(document.getText(), deed, form.value.terms) : null;
    if (!change?.ok) return change?.failure ?? "broken";
    const { start, end, text } = change.value;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
    if (!(await vscode.workspace.applyEdit(edit))) return "refused";
    this.#positions.edited(document.version, deed);
    // It is in the text, also where it cannot be shown.
    try {
      this.#show();
    } catch (error) {
      this.#log(error);
    }
    return null;
  }

  async #showText(line: number | null): Promise<void> {
    const at = line === null ? undefined : new vscode.Range(line - 1, 0, line - 1, 0);
    await vscode.window.showTextDocument(this.#document, { preview: false, ...(at && { selection: at }) });
  }

  async #run(command: FormCommand): Promise<void> {
    const found = this.#place();
    if (!found) return;
    if (this.#document.isDirty) {
      const unsaved = this.#views.unsavedAt(command);
      if (unsaved === "refused") return this.#tell({ kind: "told", told: { text: this.#views.told.unsaved, tone: "waits" } });
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
      try {
        this.#show();
      } catch (error) {
        this.#log(error);
      }
    }, TOGETHER_MS);
  }

  #show(): void {
    if (!this.#ready) return;
    this.#page = this.#look();
    const message: ToForm = { kind: "page", page: this.#page, state: this.#positions.stateOf(this.#document.version) };
    const text = JSON.stringify(message);
    if (text !== this.#shown) {
      this.#shown = text;
      this.#tell(message);
    }
    const id = this.#wanted && this.#page.kind === "form" ? this.#views.placeOnForm(this.#page, this.#wanted) : null;
    this.#wanted = null;
    if (id !== null) this.#tell({ kind: "goto", id });
  }

  #look(): AnyForm {
    const found = this.#place();
    if (!found) return this.#views.strangeForm(this.#title(), !vscode.workspace.isTrusted);
    const { live, connection } = found;
    const text = this.#document.getText();
    const read = connectionForm(live, connection, text, this.#factsOf(live, connection));
    const view = this.#parts.issues.of(live)?.view.connections.find(({ name }) => name === connection.name);
    if (!read.ok || !view) {
      this.#stopCounting();
      return read.ok
        ? this.#views.strangeForm(this.#title(), false)
        : this.#views.brokenForm(view?.partner ?? connection.name, read.failure);
    }
    const check = checkTyped(live.project, connection, text, this.#counting.last?.used);
    const fault = this.#tried === null ? null : shareFault(live.project, this.#tried);
    const broken = check.faults.length > 0 || fault !== null;
    if (broken) this.#stopCounting();
    else this.#count(live, connection, text);
    return this.#views.formPage({
      ...read.value,
      connection: view,
      inForce: connection.contract,
      check,
      dirty: this.#document.isDirty,
      tried: this.#tried === null ? null : { share: this.#tried, fault },
      preview: broken ? null : (this.#counting.about(text, this.#tried)?.preview ?? null),
      counting: this.#counting.busy,
    });
  }

  /** Asks for a new count where what it depends on has changed. */
  #count(live: LiveProject, connection: Connection, text: string): void {
    const about = JSON.stringify([text, this.#tried, connection.contract?.number, connection.proposed?.contract.number]);
    const store = live.project.store.changeCount();
    const isNew = about !== this.#counted.about;
    if (!isNew && (store === this.#counted.store || this.#counting.counts)) return;
    const isFirst = this.#counted.about === "";
    this.#counted = { about, store };
    const calm = isFirst ? 0 : isNew ? CALM_MS : Math.max(ISSUES_CALM_MS, ISSUES_SHARE * this.#counting.took);
    this.#counting.ask({ live, connection, text, share: this.#tried }, calm, !isNew);
  }

  #factsOf(live: LiveProject, connection: Connection): FormFacts {
    const now = performance.now();
    if (this.#facts === null || now - this.#facts.time > FACTS_MS) this.#facts = { found: settingsFacts(live, connection), time: now };
    return this.#facts.found;
  }

  #place(): { readonly live: LiveProject; readonly connection: Connection } | null {
    const { fsPath } = this.#document.uri;
    for (const live of this.#parts.folders.live) {
      const connection = live.project.store.connections().find(({ name }) => connectionFile(live.project.workspace, name) === fsPath);
      if (connection) return { live, connection };
    }
    return null;
  }

  #title(): string {
    return (
      this.#document.uri.path
        .split("/")
        .at(-1)
        ?.replace(/\.yaml$/, "") ?? ""
    );
  }

  #tell(message: ToForm): void {
    if (this.#ready) void this.#panel.webview.postMessage(message);
  }

  /** A page that nobody sees is not kept up to date; it asks anew. */
  #rest(): void {
    this.#ready = false;
    this.#stopCounting();
  }

  #stopCounting(): void {
    this.#counting.cancel();
    this.#counted = { about: "", store: -1 };
  }

  #end(): void {
    this.#ready = false;
    if (this.#timer) clearTimeout(this.#timer);
    this.#counting.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #log(error: unknown): void {
    this.#parts.log.error(error instanceof Error ? error : String(error));
  }
}
