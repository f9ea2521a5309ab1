import * as vscode from "vscode";
import type { LiveProject } from "../app/live-project.ts";
import type { IssueId } from "../model/document.ts";
import { type PageState, readPageState } from "../view/details-messages.ts";
import { DetailsPanel, type DetailsParts } from "./details-panel.ts";
import { detailsOptions } from "./details-html.ts";

const VIEW = "issueFerry.details";

/** The pages "Sync details" of this window: one for each issue, there again after a reload. */
export class DetailsPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #parts: DetailsParts;
  readonly #panels = new Map<string, DetailsPanel>();
  readonly #registered: vscode.Disposable;

  constructor(parts: DetailsParts) {
    this.#parts = parts;
    this.#registered = vscode.window.registerWebviewPanelSerializer(VIEW, this);
  }

  show(live: LiveProject, issue: IssueId): void {
    const state = { project: live.project.file.id, issue };
    const there = this.#panels.get(keyOf(state));
    if (there) return there.reveal();
    const key = live.project.store.issue(issue)?.key ?? "";
    this.#keep(vscode.window.createWebviewPanel(VIEW, key, vscode.ViewColumn.Active, detailsOptions(this.#parts.context)), state);
  }

  /** What the page in front is about, while none of another kind is. */
  inFront(): { readonly live: LiveProject; readonly issue: IssueId } | null {
    for (const panel of this.#panels.values()) if (panel.isInFront) return panel.about();
    return null;
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    const state = readPageState(kept);
    if (!state || this.#panels.has(keyOf(state))) panel.dispose();
    else {
      panel.webview.options = detailsOptions(this.#parts.context);
      this.#keep(panel, state);
    }
    return Promise.resolve();
  }

  dispose(): void {
    this.#registered.dispose();
    for (const panel of this.#panels.values()) panel.dispose();
  }

  #keep(panel: vscode.WebviewPanel, state: PageState): void {
    this.#panels.set(keyOf(state), new DetailsPanel(this.#parts, panel, state));
    panel.onDidDispose(() => this.#panels.delete(keyOf(state)));
  }
}

function keyOf({ project, issue }: PageState): string {
  return `${project}/${issue}`;
}
