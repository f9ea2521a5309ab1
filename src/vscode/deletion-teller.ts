import * as vscode from "vscode";
import { takeUntold, untoldSince } from "../app/deleted-issues.ts";
import type { LiveProject } from "../app/live-project.ts";
import type { IssueId } from "../model/document.ts";
import { DELETED, partnersDeleted } from "../view/deleted-words.ts";
import { bringBack, chooseAndBringBack, type LostIssue } from "./commands/bring-back.ts";
import { guarded } from "./commands/command.ts";
import type { Ferry } from "./ferry.ts";
import { say } from "./messages.ts";

/** What goes in one exchange comes in several steps: it is told at once. In milliseconds. */
const TOGETHER_MS = 1_500;

/**
 * Says which issues partners deleted, with a way back: nobody here had a say in it, and their rows are gone. Once, in the window that is in front;
 * what went while no window was open is said by the next one.
 */
export class DeletionTeller implements vscode.Disposable {
  readonly #ferry: Ferry;
  readonly #waitMs: number;
  /** Issues that went, by project, and may have been deleted by a partner. */
  readonly #gone = new Map<LiveProject, Set<IssueId>>();
  readonly #begun = new WeakSet<LiveProject>();
  readonly #listeners: vscode.Disposable[];
  #timer: NodeJS.Timeout | null = null;

  constructor(ferry: Ferry, waitMs = TOGETHER_MS) {
    this.#ferry = ferry;
    this.#waitMs = waitMs;
    this.#listeners = [
      ferry.issues.onProjects(() => this.#begin()),
      ferry.issues.onChange(({ project: { live }, changed }) => {
        const gone = [...changed].filter((id) => !live.index.issues.has(id));
        if (gone.length > 0) this.#note(live, gone);
      }),
      vscode.window.onDidChangeWindowState(() => this.#soon()),
    ];
    this.#begin();
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener.dispose();
  }

  #begin(): void {
    const { live: all } = this.#ferry.folders;
    for (const live of this.#gone.keys()) if (!all.includes(live)) this.#gone.delete(live);
    for (const live of all) {
      if (this.#begun.has(live)) continue;
      const gone = untoldSince(live.project.store);
      this.#begun.add(live);
      if (gone.length > 0) this.#note(live, gone);
    }
  }

  #note(live: LiveProject, issues: readonly IssueId[]): void {
    const known = this.#gone.get(live) ?? new Set();
    for (const issue of issues) known.add(issue);
    this.#gone.set(live, known);
    this.#soon();
  }

  #soon(): void {
    if (this.#gone.size === 0 || !vscode.window.state.focused) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void guarded(this.#ferry, () => this.#tell());
    }, this.#waitMs);
  }

  async #tell(): Promise<void> {
    const lost: LostIssue[] = [];
    for (const [live, issues] of this.#gone) {
      if (this.#ferry.folders.live.includes(live)) lost.push(...takeUntold(live.project.store, issues).map((one) => ({ ...one, live })));
      // Not before: a store that cannot be read now is asked at the next look.
      this.#gone.delete(live);
    }
    if (lost.length === 0) return;
    const [one, two] = [DELETED.bringBack, DELETED.choose];
    const text = partnersDeleted(lost);
    const chosen = await say(text, lost.length === 1 ? one : two);
    if (chosen === one) await bringBack(this.#ferry, lost);
    if (chosen === two) await chooseAndBringBack(this.#ferry, lost, text, true);
  }
}
