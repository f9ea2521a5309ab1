import * as vscode from "vscode";
import type { RestrictedLook, SeenIssue, restrictedLook } from "../app/restricted-look.ts";
import { plainText } from "../view/plain-text.ts";
import { RESTRICTED, restrictedRow } from "../view/restricted-rows.ts";
import type { Ferry } from "./ferry.ts";
import { OneAtATime } from "./one-at-a-time.ts";

type Node =
  | { readonly kind: "trust" }
  | { readonly kind: "project"; readonly look: RestrictedLook }
  | { readonly kind: "issue"; readonly issue: SeenIssue }
  | { readonly kind: "more"; readonly count: number };

/** More rows than these help nobody who has no filter. */
const MOST_ROWS = 2_000;
/** Changes of files within this time are one. */
const TOGETHER_MS = 300;

/** The issues of folders that are not trusted: read from their files, and nothing else. Takes the place of the views of projects. */
export class RestrictedTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #ferry: Ferry;
  readonly #read: typeof restrictedLook;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<Node>;
  readonly #looking: OneAtATime;
  #looks: readonly RestrictedLook[] = [];
  /** By folder. */
  readonly #known = new Map<string, RestrictedLook>();
  #watcher: vscode.FileSystemWatcher | null = null;
  #soon: NodeJS.Timeout | null = null;

  /** `looks`: with the library that reads settings, which the editor has in another file already. */
  constructor(ferry: Ferry, looks: typeof restrictedLook) {
    this.#ferry = ferry;
    this.#read = looks;
    this.#view = vscode.window.createTreeView("issueFerry.restricted", { treeDataProvider: this });
    this.#view.message = RESTRICTED.message;
    this.#looking = new OneAtATime(ferry.log, () => this.#look());
    ferry.folders.onChange(() => this.#looking.ask());
    this.#looking.ask();
  }

  getChildren(node?: Node): Node[] {
    if (node?.kind === "project") return rowsOf(node.look);
    if (node) return [];
    const [first, ...others] = this.#looks;
    if (first === undefined) return [{ kind: "trust" }];
    const rows = others.length === 0 ? rowsOf(first) : this.#looks.map((look): Node => ({ kind: "project", look }));
    return [{ kind: "trust" }, ...rows];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case "trust": {
        const item = new vscode.TreeItem(RESTRICTED.trust);
        item.iconPath = new vscode.ThemeIcon("shield");
        item.command = { command: "workbench.trust.manage", title: RESTRICTED.trust };
        return item;
      }
      case "project":
        return new vscode.TreeItem(plainText(node.look.project), vscode.TreeItemCollapsibleState.Expanded);
      case "more":
        return new vscode.TreeItem(RESTRICTED.more(node.count));
      case "issue": {
        const { label, description } = restrictedRow(node.issue.key, node.issue.fields);
        const item = new vscode.TreeItem(label);
        item.id = node.issue.file;
        item.description = description;
        item.iconPath = new vscode.ThemeIcon("issues");
        item.command = { command: "vscode.open", title: label, arguments: [vscode.Uri.file(node.issue.file)] };
        return item;
      }
    }
  }

  async #look(): Promise<void> {
    const folders = this.#ferry.folders.all.filter(({ state }) => state.kind === "restricted").map(({ folder }) => folder.uri.fsPath);
    this.#watch(folders.length > 0);
    if (folders.length === 0 && this.#looks.length === 0) return;
    this.#looks = (await Promise.all(folders.map((folder) => this.#lookAt(folder)))).filter((look) => look !== null);
    this.#changed.fire(undefined);
  }

  /** A folder that cannot be read now shows what was there before, and keeps no other one from being shown. */
  async #lookAt(folder: string): Promise<RestrictedLook | null> {
    try {
      const look = await this.#read(folder);
      if (look) this.#known.set(folder, look);
      else this.#known.delete(folder);
    } catch (error) {
      this.#ferry.log.error(error instanceof Error ? error : String(error));
    }
    return this.#known.get(folder) ?? null;
  }

  #watch(wanted: boolean): void {
    if (wanted === (this.#watcher !== null)) return;
    this.#watcher?.dispose();
    this.#watcher = null;
    if (!wanted) return;
    this.#watcher = vscode.workspace.createFileSystemWatcher("**/*.md");
    const again = (): void => {
      this.#soon ??= setTimeout(() => {
        this.#soon = null;
        this.#looking.ask();
      }, TOGETHER_MS);
    };
    this.#watcher.onDidChange(again);
    this.#watcher.onDidCreate(again);
    this.#watcher.onDidDelete(again);
  }

  dispose(): void {
    this.#looking.dispose();
    if (this.#soon) clearTimeout(this.#soon);
    this.#watcher?.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }
}

function rowsOf(look: RestrictedLook): Node[] {
  const rows = look.issues.slice(0, MOST_ROWS).map((issue): Node => ({ kind: "issue", issue }));
  const left = look.issues.length - rows.length;
  return left > 0 ? [...rows, { kind: "more", count: left }] : rows;
}
