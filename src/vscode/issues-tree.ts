import * as vscode from "vscode";
import { hasFiles } from "../app/issue-attachments.ts";
import type { LiveProject } from "../app/live-project.ts";
import { issueTrouble } from "../app/issue-trouble.ts";
import { parseFilter } from "../view/issue-filter.ts";
import { groupContext } from "../view/issue-groups.ts";
import { orderWords } from "../view/issue-sorting.ts";
import { issueTreeRow } from "../view/issue-tree-row.ts";
import { ISSUE_WORDS } from "../view/issue-words.ts";
import { NEWS_WORDS } from "../view/news-words.ts";
import { needOf, needWords } from "../view/status-item.ts";
import type { Ferry } from "./ferry.ts";
import { IssueDrag } from "./issue-drag.ts";
import { isLettered, issueUri } from "./issue-decorations.ts";
import type { IssuesChanged } from "./issue-model.ts";
import { type GroupNode, type IssueNode, type MoreNode, ProjectNodes, type RowNode, type Wanted } from "./issue-nodes.ts";
import { fileOfTab } from "./reading.ts";
import { tooltipOf } from "./issue-tooltip.ts";
import { IssueViewState } from "./issue-view-state.ts";

/** The view "Issues": groups of rows, in folders where the window has several projects. */
export class IssuesTree implements vscode.TreeDataProvider<IssueNode>, vscode.Disposable {
  readonly #ferry: Ferry;
  readonly #changed = new vscode.EventEmitter<IssueNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly view: vscode.TreeView<IssueNode>;
  readonly state: IssueViewState;
  readonly #projects = new Map<LiveProject, ProjectNodes>();
  /** What was painted of a row, so that it is painted again only when it differs. */
  readonly #painted = new WeakMap<RowNode, string>();
  /** Which file a row opens that was asked for since it was painted. */
  readonly #places = new Map<RowNode, string>();
  readonly #subscriptions: vscode.Disposable[];
  #lettered = isLettered();

  constructor(ferry: Ferry) {
    this.#ferry = ferry;
    this.state = new IssueViewState(ferry.context.workspaceState);
    this.view = vscode.window.createTreeView("issueFerry.issues", {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
      dragAndDropController: new IssueDrag(ferry, this),
    });
    this.#subscriptions = [
      this.view,
      this.#changed,
      this.view.onDidExpandElement(({ element }) => fold(element, true)),
      this.view.onDidCollapseElement(({ element }) => fold(element, false)),
      ferry.issues.onChange((change) => this.#update(change)),
      ferry.folders.onChange(() => this.#forgetMoved()),
      ferry.issues.onProjects(() => this.#begin()),
      this.state.onChange(() => this.#begin()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("issueFerry.pageSize") || event.affectsConfiguration("issueFerry.decorations")) this.#begin();
      }),
    ];
    this.#say();
  }

  getChildren(node?: IssueNode): IssueNode[] {
    if (node === undefined) {
      const all = [...this.#projects.values()];
      return all.length > 1 ? all.map(({ folder }) => folder) : all.flatMap((nodes) => [...nodes.roots()]);
    }
    if (node.kind === "folder") return [...(this.#projects.get(node.live)?.roots() ?? [])];
    return node.kind === "group" ? (this.#projects.get(node.live)?.childrenOf(node) ?? []) : [];
  }

  getParent(node: IssueNode): IssueNode | undefined {
    if (node.kind === "issue" || node.kind === "more") return node.parent;
    if (node.kind === "folder" || this.#projects.size < 2) return undefined;
    return this.#projects.get(node.live)?.folder;
  }

  getTreeItem(node: IssueNode): vscode.TreeItem {
    switch (node.kind) {
      case "folder": {
        const item = new vscode.TreeItem(node.live.project.file.name, vscode.TreeItemCollapsibleState.Expanded);
        item.id = node.live.project.file.id;
        item.iconPath = new vscode.ThemeIcon("folder");
        return item;
      }
      case "group":
        return this.#groupItem(node);
      case "issue":
        return this.#rowItem(node);
      case "more":
        return this.#moreItem(node);
      case "nothing": {
        const { all } = this.#projects.get(node.live)?.matching ?? { all: 0 };
        const item = new vscode.TreeItem(ISSUE_WORDS.nothingMatches(all));
        item.id = `${node.live.project.file.id}//nothing`;
        item.iconPath = new vscode.ThemeIcon("clear-all");
        item.command = { command: "issueFerry.clearFilter", title: ISSUE_WORDS.clear };
        return item;
      }
    }
  }

  async resolveTreeItem(item: vscode.TreeItem, node: IssueNode): Promise<vscode.TreeItem> {
    if (node.kind !== "issue") return item;
    const nodes = this.#projects.get(node.live);
    const found = nodes?.item(node.issue);
    if (!nodes || !found) return item;
    item.tooltip = new vscode.MarkdownString(tooltipOf(nodes.project, found));
    item.command = await this.#opening(node, found.news !== null);
    return item;
  }

  /**
   * What a click, Enter or a selection by keys does. The editor's own command knows which of them it was: only Enter and a double click take the
   * keys into the text. Ours says that a file is not there, and that a person looked at what is new in one that lies open already.
   */
  async #opening(node: RowNode, isNew: boolean): Promise<vscode.Command> {
    const place = await node.live.project.tracker.place(node.issue);
    const inFront = isNew ? vscode.window.tabGroups.activeTabGroup.activeTab : undefined;
    if (place === null || (inFront && fileOfTab(inFront)?.fsPath === place))
      return { command: "issueFerry.openIssue", title: ISSUE_WORDS.open, arguments: [node] };
    this.#places.set(node, place);
    return { command: "vscode.open", title: ISSUE_WORDS.open, arguments: [vscode.Uri.file(place)] };
  }

  /** The editor remembers what a row opens: one whose file has another name since is drawn anew. */
  #forgetMoved(): void {
    const moved: RowNode[] = [];
    for (const [node, place] of this.#places) {
      const isThere = this.#projects.get(node.live)?.item(node.issue) !== undefined;
      if (isThere && node.live.project.tracker.issueAt(place) === node.issue) continue;
      this.#places.delete(node);
      if (isThere) moved.push(node);
    }
    if (moved.length > 0) this.#changed.fire(moved);
  }

  /** One page more of a group. */
  showMore(node: MoreNode): void {
    this.#projects.get(node.parent.live)?.showMore(node.parent);
    this.#changed.fire([node.parent]);
  }

  /** Selects the row of an issue and unfolds its group, where it is shown. */
  async reveal(live: LiveProject, issue: string): Promise<void> {
    if (!this.view.visible) return;
    const row = this.#projects.get(live)?.firstRowOf(issue);
    if (row) await this.view.reveal(row, { select: true, focus: false });
  }

  #begin(): void {
    this.#lettered = isLettered();
    const wanted = this.#wanted();
    const { projects } = this.#ferry.issues;
    for (const live of this.#projects.keys()) if (!projects.some((project) => project.live === live)) this.#projects.delete(live);
    // In the order of the window's folders.
    const before = new Map(this.#projects);
    this.#projects.clear();
    for (const project of projects) {
      const there = before.get(project.live);
      there?.want(wanted);
      this.#projects.set(project.live, there ?? new ProjectNodes(project, wanted));
    }
    this.#changed.fire(undefined);
    this.#say();
  }

  #wanted(): Wanted {
    const pageSize = vscode.workspace.getConfiguration("issueFerry").get("pageSize", 200);
    return {
      grouping: this.state.grouping,
      sorting: this.state.sorting,
      filter: parseFilter(this.state.filter),
      pageSize: Math.max(1, pageSize),
    };
  }

  #update({ project, changed }: IssuesChanged): void {
    const nodes = this.#projects.get(project.live);
    if (!nodes) return;
    const paint = nodes.update();
    this.#say();
    if (paint.kind === "all") {
      this.#changed.fire(this.#projects.size > 1 ? [nodes.folder] : undefined);
      return;
    }
    const groups = [...paint.ids].flatMap((id) => nodes.group(id) ?? []);
    const rows = [...changed]
      .flatMap((issue) => nodes.rowsOf(issue))
      .filter((row) => !paint.ids.has(row.parent.id) && this.#painted.has(row) && this.#painted.get(row) !== this.#paint(row));
    if (groups.length + rows.length > 0) this.#changed.fire([...groups, ...rows]);
  }

  /** What stands above the rows, on the container and in the menus' conditions. */
  #say(): void {
    const { filter } = this.state;
    const counts = [...this.#projects.values()].map(({ matching }) => matching);
    const shown = counts.reduce((sum, { shown: number }) => sum + number, 0);
    const all = counts.reduce((sum, { all: number }) => sum + number, 0);
    const message = filter === "" || all === 0 ? undefined : ISSUE_WORDS.filtered(filter, shown, all);
    if (this.view.message !== message) (this.view as { message?: string | undefined }).message = message;
    const { grouping, sorting } = this.state;
    const unread = this.#ferry.issues.projects.reduce((sum, project) => sum + project.unread, 0);
    const order = orderWords(grouping === "sync" ? undefined : ISSUE_WORDS.by[grouping], sorting);
    const description = [NEWS_WORDS.count(unread), order].filter((words) => words !== undefined).join(", ") || undefined;
    if (this.view.description !== description) (this.view as { description?: string | undefined }).description = description;
    const standings = this.#ferry.issues.projects.map(({ counts: tally, updates, begins, stuck }) => ({
      counts: tally,
      updates: updates.map(({ title }) => title),
      begins,
      stuck,
    }));
    const need = standings.reduce((sum, standing) => sum + needOf(standing), 0);
    const badge = need === 0 ? undefined : { value: need, tooltip: needWords(standings) };
    if (this.view.badge?.value !== badge?.value || this.view.badge?.tooltip !== badge?.tooltip) this.view.badge = badge;
  }

  #groupItem(node: GroupNode): vscode.TreeItem {
    const { group, live, open } = node;
    const folded = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(group.title, open ? folded.Expanded : folded.Collapsed);
    item.id = this.#path(live, node);
    item.description = String(group.items.length);
    item.contextValue = groupContext(node.group);
    if (group.cause) item.tooltip = group.cause.sentence;
    item.accessibilityInformation = { label: ISSUE_WORDS.groupSpoken(group.title, group.items.length) };
    return item;
  }

  #rowItem(node: RowNode): vscode.TreeItem {
    const item = new vscode.TreeItem("");
    item.id = this.#rowId(node);
    const row = this.#row(node);
    if (!row) return item;
    this.#painted.set(node, JSON.stringify(row));
    const { icon, iconColour } = row.sign;
    item.label = row.label;
    item.description = row.description;
    item.iconPath = new vscode.ThemeIcon(icon, iconColour === null ? undefined : new vscode.ThemeColor(iconColour));
    item.contextValue = row.context;
    item.accessibilityInformation = { label: row.spoken };
    item.resourceUri = issueUri(node.live, node.issue);
    this.#places.delete(node);
    return item;
  }

  #moreItem(node: MoreNode): vscode.TreeItem {
    const { group, limit, live } = node.parent;
    const item = new vscode.TreeItem(ISSUE_WORDS.more(group.items.length - limit));
    item.id = `${this.#path(live, node.parent)}//more`;
    item.iconPath = new vscode.ThemeIcon("ellipsis");
    item.command = { command: "issueFerry.loadMore", title: ISSUE_WORDS.loadMore, arguments: [node] };
    return item;
  }

  #row(node: RowNode): ReturnType<typeof issueTreeRow> | null {
    const nodes = this.#projects.get(node.live);
    const item = nodes?.item(node.issue);
    if (!nodes || !item) return null;
    const trouble = () => issueTrouble(node.live.project, item.issue);
    const files = hasFiles(node.live.project, node.issue);
    return issueTreeRow(item, this.state.grouping, nodes.project.partners, trouble, this.#lettered, files);
  }

  #paint(node: RowNode): string {
    return JSON.stringify(this.#row(node));
  }

  /**
   * A menu that is open remembers its row by this: it stays the same when the issue goes to another group, as each does that is edited and
   * confirmed. One that stands in several groups has a row in each.
   */
  #rowId(node: RowNode): string {
    const once = this.#projects.get(node.live)?.isOnce(node) ?? false;
    return once ? `${node.live.project.file.id}/issue/${node.issue}` : `${this.#path(node.live, node.parent)}/${node.issue}`;
  }

  /** The place of a group in the tree: an issue may stand in several. */
  #path(live: LiveProject, { id }: GroupNode): string {
    return `${live.project.file.id}/${this.state.grouping}/${id}`;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.state.dispose();
  }
}

function fold(node: IssueNode, open: boolean): void {
  if (node.kind === "group") node.open = open;
}
