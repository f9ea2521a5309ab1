import * as vscode from "vscode";
import { needsPerson } from "../model/alarm.ts";
import { alarmBadge } from "../view/alarm-badge.ts";
import type { ActivityCommand } from "./activity.ts";
import type { ActivityParts } from "./activity-commands.ts";
import type { ActivityNode, ActivityTree } from "./activity-tree.ts";
import { registerCommands } from "./commands/command.ts";

const COMMANDS: readonly ActivityCommand[] = [
  "acknowledgeAlarm",
  "acknowledgeAll",
  "revealMessage",
  "revealIssue",
  "fetchTrail",
  "exportTrail",
];

/** What is about the rows that are selected, where the palette asks for it. */
const OF_ROWS: ReadonlySet<ActivityCommand> = new Set(["acknowledgeAlarm", "revealMessage", "revealIssue"]);

/** After a look that took a while, the window gets four times as long for others. */
const REST = 4;

/**
 * The view "Alarms and activity". Its badge is kept from the start; its rows, and what is done with them, are read from their file when somebody opens
 * it. Something that was noted is told by the project, here as everywhere: nothing is looked for by a clock.
 */
export class ActivityView implements vscode.TreeDataProvider<ActivityNode>, vscode.Disposable {
  readonly #parts: ActivityParts;
  readonly #changed = new vscode.EventEmitter<ActivityNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly view: vscode.TreeView<ActivityNode>;
  readonly #subscriptions: vscode.Disposable[];
  #tree: Promise<ActivityTree> | null = null;
  #rows: ActivityTree | null = null;
  #isStale = false;
  #timer: NodeJS.Timeout | null = null;
  #restUntil = 0;

  constructor(parts: ActivityParts) {
    this.#parts = parts;
    const { ferry } = parts;
    this.view = vscode.window.createTreeView("issueFerry.activity", { treeDataProvider: this, canSelectMany: true, showCollapseAll: true });
    this.#subscriptions = [
      this.view,
      this.#changed,
      ferry.folders.onChange(() => this.#update()),
      this.view.onDidChangeVisibility(() => this.#refreshSoon()),
      ...registerCommands(ferry, {
        ...Object.fromEntries(
          COMMANDS.map((name) => [
            name,
            async (...given: readonly unknown[]) =>
              (await import("./activity.ts")).activityCommand(
                parts,
                name,
                given.length > 0 || !OF_ROWS.has(name) ? given : this.#selected(),
              ),
          ]),
        ),
        filterActivity: async () => {
          const [tree, { filterActivity }] = await Promise.all([this.#load(), import("./activity.ts")]);
          const filter = await filterActivity(ferry, tree.filter);
          if (filter) await this.#filterBy((rows) => rows.filterBy(filter));
        },
        clearActivityFilter: () => this.#filterBy((rows) => rows.filterBy()),
        olderActivity: async (node: ActivityNode) => (await this.#load()).showOlder(node.live),
      }),
    ];
  }

  async getChildren(node?: ActivityNode): Promise<ActivityNode[]> {
    // Without a project the view says where to begin.
    if (this.#parts.ferry.folders.live.length === 0) return [];
    return (await this.#load()).childrenOf(node);
  }

  async getTreeItem(node: ActivityNode): Promise<vscode.TreeItem> {
    return (await this.#load()).itemOf(node);
  }

  /** One that could not be read is tried again when it is asked for again. */
  #load(): Promise<ActivityTree> {
    this.#tree ??= import("./activity.ts")
      .then(({ activityTree }) => (this.#rows = activityTree(this.#parts, (nodes) => this.#changed.fire(nodes))))
      .catch((error: unknown) => {
        this.#tree = null;
        throw error;
      });
    return this.#tree;
  }

  /** For who asks from the palette. */
  #selected(): readonly unknown[] {
    const { selection } = this.view;
    return selection.length === 0 ? [] : [selection[0], selection];
  }

  async #filterBy(work: (rows: ActivityTree) => void): Promise<void> {
    const rows = await this.#load();
    work(rows);
    const text = rows.filterText || undefined;
    (this.view as { description?: string | undefined }).description = text;
    await vscode.commands.executeCommand("setContext", "issueFerry.activityFiltered", text !== undefined);
    await vscode.commands.executeCommand("issueFerry.activity.focus");
  }

  #update(): void {
    this.#say();
    this.#isStale = true;
    this.#refreshSoon();
  }

  #refreshSoon(): void {
    if (!this.view.visible || !this.#isStale || !this.#rows) return;
    const wait = this.#restUntil - Date.now();
    if (wait > 0) {
      this.#timer ??= setTimeout(() => {
        this.#timer = null;
        this.#refreshSoon();
      }, wait);
      return;
    }
    const began = Date.now();
    this.#rows.refresh();
    this.#isStale = false;
    this.#restUntil = Date.now() + (Date.now() - began) * REST;
  }

  /** On the container, and for the menus' conditions. */
  #say(): void {
    const alarms = this.#parts.ferry.issues.projects.flatMap((project) => project.alarms);
    const badge = alarmBadge(alarms.length, alarms.filter(needsPerson).length);
    if (this.view.badge?.tooltip === badge?.tooltip) return;
    this.view.badge = badge;
    void vscode.commands.executeCommand("setContext", "issueFerry.alarms", alarms.length > 0);
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
