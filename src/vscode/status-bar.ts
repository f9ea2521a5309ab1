import * as vscode from "vscode";
import { needsPerson } from "../model/alarm.ts";
import { folderHeld } from "../view/diagnostics.ts";
import { gatewaySentence } from "../view/gateway-words.ts";
import { interruptedSentence } from "../view/interruptions.ts";
import { type ProjectStanding, statusItem } from "../view/status-item.ts";
import type { Ferry } from "./ferry.ts";
import type { ProjectIssues } from "./issue-model.ts";

/** Work that takes less than this does not show: an item that flickers is worse than none. */
const SHOWS_AFTER_MS = 300;

/** The one item in the status bar. */
export class StatusBar implements vscode.Disposable {
  readonly #ferry: Ferry;
  readonly #item = vscode.window.createStatusBarItem("issueFerry.status", vscode.StatusBarAlignment.Left, 0);
  #busySince: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #shown = "";

  constructor(ferry: Ferry) {
    this.#ferry = ferry;
    this.#item.name = "Issue Ferry";
    this.#item.command = "issueFerry.statusMenu";
    ferry.folders.onChange(() => this.#update());
  }

  #update(): void {
    const busy = this.#ferry.folders.live.some((live) => live.activity().busy);
    if (!busy) this.#busySince = null;
    else this.#busySince ??= Date.now();
    if (this.#timer) clearTimeout(this.#timer);
    const since = this.#busySince === null ? 0 : Date.now() - this.#busySince;
    this.#timer = busy && since < SHOWS_AFTER_MS ? setTimeout(() => this.#update(), SHOWS_AFTER_MS - since) : null;
    this.#show(statusItem(this.#ferry.issues.projects.map(standingOfProject), busy && since >= SHOWS_AFTER_MS));
  }

  #show(item: ReturnType<typeof statusItem>): void {
    const now = JSON.stringify(item);
    if (now === this.#shown) return;
    this.#shown = now;
    if (item === null) return this.#item.hide();
    this.#item.text = item.text;
    this.#item.tooltip = item.lines.join("\n");
    this.#item.backgroundColor = item.urgent ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    this.#item.accessibilityInformation = { label: item.spoken };
    this.#item.show();
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#item.dispose();
  }
}

/** How a project stands, from what is in memory. */
export function standingOfProject({ live, counts, updates, begins, stuck, stopped, alarms, view }: ProjectIssues): ProjectStanding {
  const { mode, busy, failed, failures, interrupted } = live.activity();
  const gateway = live.project.gateway();
  const elsewhere = gatewaySentence(gateway, "editor");
  const isLost = gateway.kind === "elsewhere" && gateway.lost !== undefined;
  return {
    name: live.project.file.name,
    paused: mode === "paused",
    busy,
    failed,
    interrupted: interrupted ? interruptedSentence(interrupted) : isLost ? elsewhere : null,
    unreachable: failures.map(({ failure }) => failure),
    held: folderHeld(view.diagnostics),
    elsewhere: isLost ? null : elsewhere,
    counts,
    updates: updates.map(({ title }) => title),
    begins,
    stuck,
    stopped,
    alarms: { open: alarms.length, grave: alarms.filter(needsPerson).length },
  };
}
