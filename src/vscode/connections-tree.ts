import * as vscode from "vscode";
import { checkFolders } from "../app/folder-check.ts";
import type { LiveProject } from "../app/live-project.ts";
import type { ConnectionView } from "../model/snapshot.ts";
import type { Tone } from "../view/cell.ts";
import { connectionsInOrder, openAtFirst } from "../view/connection-order.ts";
import { NO_CONNECTION, connectionTreeRow } from "../view/connection-tree.ts";
import type { ConnectionTreeRow } from "../view/connection-tree-row.ts";
import { gatewaySentence } from "../view/gateway-words.ts";
import { openSentence } from "../view/open-failures.ts";
import { plainText } from "../view/plain-text.ts";
import { GATEWAY } from "../view/team-words.ts";
import type { FolderFailure } from "../view/transport-failures.ts";
import { unfinishedRow } from "../view/unfinished-words.ts";
import type { ConnectionName } from "./commands/which.ts";
import type { Ferry } from "./ferry.ts";
import { OneAtATime } from "./one-at-a-time.ts";
import { unfinishedSetups } from "./unfinished-setups.ts";

/** A row of the tree; one object for its whole life, so that the editor keeps what is selected and open. */
interface RowNode extends ConnectionName {
  readonly kind: "row";
  row: ConnectionTreeRow;
  /** What is under it is shown before anybody opens it. */
  isOpen: boolean;
}

/** Only where the window has several projects. */
interface ProjectNode {
  readonly kind: "project";
  readonly live: LiveProject;
}

export type ConnectionNode = RowNode | ProjectNode;

/** Ages are shown in minutes, so rows are looked at this often. */
const AGES_MS = 30_000;
/** How often this window looks at exchange folders itself, where another process makes the passes. */
const LOOK_MS = 15_000;

const COLOURS: Readonly<Record<Tone, string>> = {
  good: "testing.iconPassed",
  waits: "list.warningForeground",
  bad: "list.errorForeground",
  faint: "disabledForeground",
};

/** The view "Connections". */
export class ConnectionsTree implements vscode.TreeDataProvider<ConnectionNode>, vscode.Disposable {
  readonly #ferry: Ferry;
  readonly #changed = new vscode.EventEmitter<ConnectionNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly view: vscode.TreeView<ConnectionNode>;
  /** By project and id of the row. */
  readonly #nodes = new Map<string, RowNode>();
  readonly #projects = new Map<string, ProjectNode>();
  /** What was found where others work: project -> connection -> why its folder cannot be used. */
  readonly #looked = new Map<string, ReadonlyMap<string, FolderFailure>>();
  /** By project, what is said of connections that its copy here does not know. */
  readonly #unknown = new Map<string, readonly string[]>();
  /** An exchange folder on a share that is gone may take long to answer. */
  readonly #looking: OneAtATime;
  #shown = "";
  readonly #timers: NodeJS.Timeout[];

  constructor(ferry: Ferry) {
    this.#ferry = ferry;
    this.view = vscode.window.createTreeView("issueFerry.connections", { treeDataProvider: this, showCollapseAll: false });
    this.#looking = new OneAtATime(ferry.log, () => this.#look());
    ferry.folders.onChange(() => this.#refresh());
    this.view.onDidChangeVisibility(() => this.#looking.ask());
    this.#timers = [setInterval(() => this.#refresh(), AGES_MS), setInterval(() => this.#looking.ask(), LOOK_MS)];
  }

  getChildren(node?: ConnectionNode): ConnectionNode[] {
    if (node?.kind === "project") return this.#connectionNodes(node.live);
    if (node) return node.row.children.map((row) => this.#nodeOf(node.project, node.connection, row));
    const { live } = this.#ferry.folders;
    const connected = live.flatMap((one) => this.#connectionNodes(one));
    // Without any connection the view says how to begin.
    return live.length < 2 || connected.length === 0 ? connected : live.map((one) => this.#projectNode(one));
  }

  getTreeItem(node: ConnectionNode): vscode.TreeItem {
    if (node.kind === "project") {
      const { file, store } = node.live.project;
      const folded = vscode.TreeItemCollapsibleState;
      const item = new vscode.TreeItem(plainText(file.name), folded.Expanded);
      item.id = file.id;
      item.iconPath = vscode.ThemeIcon.Folder;
      if (store.connections().length === 0) {
        item.collapsibleState = folded.None;
        item.description = NO_CONNECTION;
      }
      item.contextValue = "project";
      return item;
    }
    const { row, project } = node;
    const { Expanded, Collapsed, None } = vscode.TreeItemCollapsibleState;
    const state = row.children.length === 0 ? None : node.isOpen ? Expanded : Collapsed;
    const item = new vscode.TreeItem(row.label, state);
    item.id = `${project}/${row.id}`;
    item.description = row.description;
    item.tooltip = row.tooltip;
    item.contextValue = row.context;
    item.iconPath = new vscode.ThemeIcon(row.icon, row.tone === null ? undefined : new vscode.ThemeColor(COLOURS[row.tone]));
    item.accessibilityInformation = { label: [row.label, row.description].filter((text) => text !== "").join(", ") };
    if (row.action !== null) item.command = { command: `issueFerry.${row.action}`, title: row.label, arguments: [node] };
    return item;
  }

  /** Only rows that say something else are painted anew. */
  #refresh(): void {
    this.#say();
    const { live } = this.#ferry.folders;
    const before = new Map([...this.#nodes].map(([id, node]) => [id, JSON.stringify(node.row)]));
    const nodes = live.flatMap((one) => this.#connectionNodes(one));
    const shown = JSON.stringify([live.map(({ project }) => project.file.id), nodes.map(({ project, row }) => [project, row.id])]);
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#changed.fire(undefined);
      return;
    }
    for (const node of nodes) if (before.get(`${node.project}/${node.row.id}`) !== JSON.stringify(node.row)) this.#changed.fire(node);
  }

  /** Why a folder is no open project, and which other machine talks to partners, above the rows. */
  #say(): void {
    const sentences = this.#ferry.folders.all.flatMap(({ state }) => {
      if (state.kind === "failed") return [openSentence(state.failure, "editor")];
      if (state.kind !== "open") return [];
      const gateway = state.live.project.gateway();
      const sentence = gatewaySentence(gateway, "editor");
      if (sentence === null) return this.#unknown.get(state.live.project.file.id) ?? [];
      return gateway.kind === "elsewhere" ? [sentence, GATEWAY.takeOver] : [sentence];
    });
    const text = sentences.join("\n");
    if ((this.view.message ?? "") !== text) this.view.message = text;
  }

  #connectionNodes(live: LiveProject): RowNode[] {
    const now = Date.now();
    const failures = this.#failuresOf(live);
    const connections = this.#ferry.issues.of(live)?.view.connections ?? [];
    const { id } = live.project.file;
    // One that is slow goes on by itself: its row stays in its place.
    const isStuck = ({ name }: ConnectionView): boolean => (failures.get(name)?.detail ?? "SLOW") !== "SLOW";
    const isOpen = openAtFirst(connections, isStuck);
    const rows = connectionsInOrder(connections, (one) => one, isStuck).map((connection) => {
      const row = connectionTreeRow(connection, failures.get(connection.name) ?? null, now);
      return this.#nodeOf(id, connection.name, row, isOpen(connection));
    });
    return [...rows, ...unfinishedSetups(this.#ferry, id).map((setup) => this.#nodeOf(id, "", unfinishedRow(setup)))];
  }

  #failuresOf(live: LiveProject): ReadonlyMap<string, FolderFailure> {
    const { mode, failures } = live.activity();
    if (mode !== "working") return this.#looked.get(live.project.file.id) ?? new Map();
    return new Map(failures.map(({ connection, failure }) => [connection, failure]));
  }

  #nodeOf(project: string, connection: string, row: ConnectionTreeRow, isOpen = true): RowNode {
    const id = `${project}/${row.id}`;
    const node = this.#nodes.get(id) ?? { kind: "row", project, connection, row, isOpen };
    node.row = row;
    node.isOpen = isOpen;
    this.#nodes.set(id, node);
    return node;
  }

  #projectNode(live: LiveProject): ProjectNode {
    const { id } = live.project.file;
    const known = this.#projects.get(id);
    const node = known?.live === live ? known : { kind: "project" as const, live };
    this.#projects.set(id, node);
    return node;
  }

  /** Where another process works, or nobody does, the folders are looked at from here; for connections that are not known, by each window. */
  async #look(): Promise<void> {
    if (!this.view.visible) return;
    const { sayUnknown } = await import("./examine.ts");
    for (const live of this.#ferry.folders.live) {
      this.#unknown.set(live.project.file.id, await sayUnknown(live.project).catch(() => []));
      if (live.activity().mode === "working") continue;
      const found = await checkFolders(live.project).catch(() => []);
      this.#looked.set(
        live.project.file.id,
        new Map(found.flatMap(({ connection, failure }) => (failure === null ? [] : [[connection, failure] as const]))),
      );
    }
    this.#refresh();
  }

  dispose(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#looking.dispose();
    this.view.dispose();
    this.#changed.dispose();
  }
}
