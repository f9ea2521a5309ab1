import * as vscode from "vscode";
import type { LiveProject } from "../app/live-project.ts";
import type { IssueId } from "../model/document.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import { type FromPage, type PageState, type ToPage, readFromPage } from "../view/details-messages.ts";
import type { PageAction } from "../view/details-model.ts";
import { emptyPage } from "../view/details-page.ts";
import { NOT_DONE } from "../view/details-told.ts";
import type { DetailsComparisons } from "./details-comparisons.ts";
import { detailsHtml } from "./details-html.ts";
import type { Folders } from "./folders.ts";

export interface DetailsParts {
  readonly context: vscode.ExtensionContext;
  readonly folders: Folders;
  readonly log: vscode.LogOutputChannel;
  readonly comparisons: DetailsComparisons;
  /** The page of this issue shows all that is new, and is what the person has in front: one that lies open beside the editor is not. */
  readonly seen: (live: LiveProject, issue: IssueId) => void;
}

/** Changes within this time are shown at once: a large exchange changes the store many times a second. */
const TOGETHER_MS = 120;

/** One page. It is told everything when it is ready, and again when something of its issue has changed. */
export class DetailsPanel implements vscode.Disposable {
  readonly #parts: DetailsParts;
  readonly #panel: vscode.WebviewPanel;
  readonly #state: PageState;
  readonly #subscriptions: vscode.Disposable[];
  #ready = false;
  #shown = "";
  #timer: NodeJS.Timeout | null = null;
  #showing: Promise<void> = Promise.resolve();

  constructor(parts: DetailsParts, panel: vscode.WebviewPanel, state: PageState) {
    this.#parts = parts;
    this.#panel = panel;
    this.#state = state;
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((data: unknown) => void this.#received(readFromPage(data))),
      parts.folders.onChange(() => this.#soon()),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#ready = false;
        else if (panel.active) this.#soon();
      }),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.#soon();
      }),
      panel.onDidDispose(() => this.#end()),
    ];
    panel.webview.html = detailsHtml(panel.webview, parts.context);
  }

  get isInFront(): boolean {
    return this.#panel.active;
  }

  about(): { readonly live: LiveProject; readonly issue: IssueId } | null {
    const found = this.#find();
    return found && found.row.gone === null ? { live: found.live, issue: found.row.id } : null;
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    this.#panel.dispose();
  }

  async #received(message: FromPage | null): Promise<void> {
    switch (message?.kind) {
      case "ready":
        this.#ready = true;
        this.#shown = "";
        return this.#show();
      case "act":
        return this.#act(message.action);
      case undefined:
        this.#parts.log.warn("sync details: a message of the page was not understood");
    }
  }

  async #act(action: PageAction): Promise<void> {
    const found = this.#find();
    this.#tell({ kind: "working", working: true });
    try {
      const told = found && (await (await import("./daily.ts")).pressed(this.#parts.comparisons, found.live, found.row, action));
      await this.#show();
      if (told) this.#tell(told);
    } catch (error) {
      this.#parts.log.error(error instanceof Error ? error : String(error));
      this.#tell({ kind: "told", text: NOT_DONE, tone: "bad", undo: null });
    } finally {
      this.#tell({ kind: "working", working: false });
    }
  }

  #soon(): void {
    if (!this.#ready) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#show();
    }, TOGETHER_MS);
  }

  /** One look after the other, so that an older one never comes last. */
  #show(): Promise<void> {
    this.#showing = this.#showing
      .then(() => this.#look())
      .catch((error: unknown) => this.#parts.log.error(`sync details: ${String(error)}`));
    return this.#showing;
  }

  async #look(): Promise<void> {
    const found = this.#find();
    const page = found
      ? await (await import("./daily.ts")).shownDetails(found.live, found.row)
      : emptyPage(this.#isOpen() ? "unknown" : "not open");
    if (!this.#ready) return;
    const text = JSON.stringify(page);
    if (text !== this.#shown) {
      this.#shown = text;
      if (found) this.#panel.title = `${found.row.key}: sync details`;
      this.#tell({ kind: "page", page, state: this.#state });
    }
    if (found && this.#panel.active && vscode.window.state.focused) this.#parts.seen(found.live, found.row.id);
  }

  #find(): { readonly live: LiveProject; readonly row: LocalIssue } | null {
    const live = this.#parts.folders.live.find(({ project }) => project.file.id === this.#state.project);
    const row = live?.project.store.issue(this.#state.issue);
    return live && row ? { live, row } : null;
  }

  #isOpen(): boolean {
    return this.#parts.folders.live.some(({ project }) => project.file.id === this.#state.project);
  }

  #tell(message: ToPage): void {
    if (this.#ready) void this.#panel.webview.postMessage(message);
  }

  #end(): void {
    this.#ready = false;
    if (this.#timer) clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
