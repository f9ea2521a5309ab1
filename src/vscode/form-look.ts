import * as vscode from "vscode";
import { type FormFacts, connectionForm } from "../app/connection-form.ts";
import { connectionFile } from "../app/connection-name.ts";
import type { LiveProject } from "../app/live-project.ts";
import { checkTyped, shareFault } from "../app/settings-check.ts";
import { settingsFacts } from "../app/settings-facts.ts";
import type { Connection } from "../model/connection.ts";
import type { AnyForm } from "../view/form-model.ts";
import type { Folders } from "./folders.ts";
import { FormCounting } from "./form-counting.ts";
import type { FormViews } from "./form-views.ts";
import type { IssueModel } from "./issue-model.ts";

export interface LookParts {
  readonly folders: Folders;
  readonly issues: IssueModel;
}

export interface FormPlace {
  readonly live: LiveProject;
  readonly connection: Connection;
}

/** Silence before the issues are looked at, after an edit of the text and after a change of issues. */
const CALM_MS = 300;
const ISSUES_CALM_MS = 4_000;
/** Where issues change all the time, looks at them take one part of this many. */
const ISSUES_SHARE = 10;
/** How long what issues have in their fields is good enough to be offered. */
const FACTS_MS = 5_000;

/** What the form over a connection's file shows: its text, and what that means on the issues that are here. */
export class FormLook {
  readonly #parts: LookParts;
  readonly #views: FormViews;
  readonly #document: vscode.TextDocument;
  readonly #counting: FormCounting;
  /** What the issues were counted for last: text, filter, state of the store. */
  #counted = { about: "", store: -1 };
  #facts: { readonly found: FormFacts; readonly time: number } | null = null;

  /** `again`: another look would find more. */
  constructor(parts: LookParts, views: FormViews, document: vscode.TextDocument, again: () => void, failed: (error: unknown) => void) {
    this.#parts = parts;
    this.#views = views;
    this.#document = document;
    this.#counting = new FormCounting(again, failed);
  }

  /** `tried`: a share filter that is only thought of. */
  page(tried: string | null): AnyForm {
    const found = this.place();
    if (!found) return this.#views.strangeForm(this.#title(), !vscode.workspace.isTrusted);
    const { live, connection } = found;
    const text = this.#document.getText();
    const read = connectionForm(live, connection, text, this.factsOf(live, connection));
    const view = this.#parts.issues.of(live)?.view.connections.find(({ name }) => name === connection.name);
    if (!read.ok || !view) {
      this.rest();
      return read.ok
        ? this.#views.strangeForm(this.#title(), false)
        : this.#views.brokenForm(view?.partner ?? connection.name, read.failure);
    }
    const check = checkTyped(live.project, connection, text, this.#counting.last?.used);
    const fault = tried === null ? null : shareFault(live.project, tried);
    const broken = check.faults.length > 0 || fault !== null;
    if (broken) this.rest();
    else this.#count(live, connection, text, tried);
    return this.#views.formPage({
      ...read.value,
      connection: view,
      inForce: connection.contract,
      check,
      dirty: this.#document.isDirty,
      tried: tried === null ? null : { share: tried, fault },
      preview: broken ? null : (this.#counting.about(text, tried)?.preview ?? null),
      counting: this.#counting.busy,
    });
  }

  /** Asks for a new count where what it depends on has changed. */
  #count(live: LiveProject, connection: Connection, text: string, tried: string | null): void {
    const about = JSON.stringify([text, tried, connection.contract?.number, connection.proposed?.contract.number]);
    const store = live.project.store.changeCount();
    const isNew = about !== this.#counted.about;
    if (!isNew && (store === this.#counted.store || this.#counting.counts)) return;
    const isFirst = this.#counted.about === "";
    this.#counted = { about, store };
    const calm = isFirst ? 0 : isNew ? CALM_MS : Math.max(ISSUES_CALM_MS, ISSUES_SHARE * this.#counting.took);
    this.#counting.ask({ live, connection, text, share: tried }, calm, !isNew);
  }

  factsOf(live: LiveProject, connection: Connection): FormFacts {
    const now = performance.now();
    if (this.#facts === null || now - this.#facts.time > FACTS_MS) this.#facts = { found: settingsFacts(live, connection), time: now };
    return this.#facts.found;
  }

  /** null: the file is of no connection that is open here. */
  place(): FormPlace | null {
    const { fsPath } = this.#document.uri;
    for (const live of this.#parts.folders.live) {
      const connection = live.project.store.connections().find(({ name }) => connectionFile(live.project.workspace, name) === fsPath);
      if (connection) return { live, connection };
    }
    return null;
  }

  /** Nobody looks: nothing is counted. */
  rest(): void {
    this.#counting.cancel();
    this.#counted = { about: "", store: -1 };
  }

  dispose(): void {
    this.#counting.dispose();
  }

  #title(): string {
    return (
      this.#document.uri.path
        .split("/")
        .at(-1)
        ?.replace(/\.yaml$/, "") ?? ""
    );
  }
}
