import { issueStops } from "../app/error-groups.ts";
import type { LiveProject } from "../app/live-project.ts";
import { type IssueGroup, type Repaint, type ShownGroup, groupIssues, repaint } from "../view/issue-groups.ts";
import { type Grouping } from "../view/issue-groups.ts";
import { type IssueFilter, matches, withoutNews } from "../view/issue-filter.ts";
import type { IssueItem } from "../view/issue-item.ts";
import { type Sorting, sortIssues } from "../view/issue-sorting.ts";
import type { ProjectIssues } from "./issue-model.ts";

/** Nodes stay the same objects as long as they mean the same: the editor keeps what is selected and unfolded by them. */
export interface FolderNode {
  readonly kind: "folder";
  readonly live: LiveProject;
}
export interface GroupNode {
  readonly kind: "group";
  readonly live: LiveProject;
  readonly id: string;
  group: IssueGroup;
  /** Unfolded when it is drawn anew: as it was seen first, or as the person left it. A group that was empty for a while comes back so. */
  open: boolean;
  /** How many rows are shown before "Load more". */
  limit: number;
}
export interface RowNode {
  readonly kind: "issue";
  readonly live: LiveProject;
  readonly parent: GroupNode;
  readonly issue: string;
}
export interface MoreNode {
  readonly kind: "more";
  readonly parent: GroupNode;
}
/** A filter that nothing passes. */
export interface NothingNode {
  readonly kind: "nothing";
  readonly live: LiveProject;
}
export type IssueNode = FolderNode | GroupNode | RowNode | MoreNode | NothingNode;

export interface Wanted {
  readonly grouping: Grouping;
  readonly sorting: Sorting;
  readonly filter: IssueFilter | null;
  readonly pageSize: number;
}

type Listed = Pick<ProjectIssues, "live" | "list" | "partners">;

/** The part of the tree that belongs to one project: groups with their rows, made when they are asked for. */
export class ProjectNodes {
  readonly project: Listed;
  readonly folder: FolderNode;
  readonly #nothing: NothingNode;
  readonly #groups = new Map<string, GroupNode>();
  readonly #rows = new Map<string, RowNode>();
  readonly #more = new Map<string, MoreNode>();
  readonly #items = new Map<string, IssueItem>();
  /** Issues that stand in several groups. */
  #several: ReadonlySet<string> = new Set();
  /** What the filter showed as new: whoever goes down the list and opens one after the other finds the next below it. */
  readonly #shownAsNew = new Set<string>();
  #wanted: Wanted;
  #order: readonly GroupNode[] = [];
  #matching = 0;

  constructor(project: Listed, wanted: Wanted) {
    this.project = project;
    this.folder = { kind: "folder", live: project.live };
    this.#nothing = { kind: "nothing", live: project.live };
    this.#wanted = wanted;
    this.#make();
  }

  /** Issues that pass the filter, of all. */
  get matching(): { readonly shown: number; readonly all: number } {
    return { shown: this.#matching, all: this.project.list.items.length };
  }

  /** Another grouping, order or filter. */
  want(wanted: Wanted): void {
    if (wanted.grouping !== this.#wanted.grouping || wanted.pageSize !== this.#wanted.pageSize) {
      this.#groups.clear();
      this.#rows.clear();
      this.#more.clear();
    }
    this.#wanted = wanted;
    this.#shownAsNew.clear();
    this.#make();
  }

  /** Takes up what the project's list has now; what is to be painted anew besides the rows of changed issues. */
  update(): Repaint {
    const before = this.#order.map(shownOf);
    this.#make();
    return repaint(before, this.#order.map(shownOf));
  }

  roots(): readonly IssueNode[] {
    return this.#order.length === 0 && this.#wanted.filter !== null && this.project.list.items.length > 0 ? [this.#nothing] : this.#order;
  }

  childrenOf(node: GroupNode): IssueNode[] {
    const rows: IssueNode[] = node.group.items.slice(0, node.limit).map((item) => this.#row(node, item));
    if (node.group.items.length > node.limit) rows.push(this.#moreOf(node));
    return rows;
  }

  /** The rows of an issue that were made. */
  rowsOf(issue: string): readonly RowNode[] {
    return this.#order.flatMap((group) => this.#rows.get(`${group.id}/${issue}`) ?? []);
  }

  /** The first row of an issue, also where its group was never unfolded; null: the filter or the page leaves it out. */
  firstRowOf(issue: string): RowNode | null {
    for (const node of this.#order) {
      const item = node.group.items.slice(0, node.limit).find(({ issue: { id } }) => id === issue);
      if (item) return this.#row(node, item);
    }
    return null;
  }

  group(id: string): GroupNode | undefined {
    return this.#groups.get(id);
  }

  /** Whether the issue has this one row only. */
  isOnce({ issue }: RowNode): boolean {
    return !this.#several.has(issue);
  }

  item(issue: string): IssueItem | undefined {
    return this.#items.get(issue);
  }

  showMore(node: GroupNode): void {
    node.limit += this.#wanted.pageSize;
  }

  #make(): void {
    const { partners } = this.project;
    const { grouping, pageSize, sorting } = this.#wanted;
    const items = this.#filtered();
    this.#matching = items.length;
    this.#items.clear();
    for (const item of items) this.#items.set(item.issue.id, item);
    const stops = grouping === "cause" ? issueStops(this.project.live.project) : null;
    const stopsOf = (issue: string) => stops?.get(issue) ?? [];
    this.#order = groupIssues(sortIssues(items, sorting), grouping, partners, stopsOf).map((group, _, { length }) => {
      const there = this.#groups.get(group.id);
      if (there) {
        there.group = group;
        there.open ||= length === 1;
        return there;
      }
      const node: GroupNode = { kind: "group", live: this.project.live, id: group.id, group, open: group.open, limit: pageSize };
      this.#groups.set(group.id, node);
      return node;
    });
    const seen = new Set<string>();
    const several = new Set<string>();
    for (const { group } of this.#order) for (const { issue } of group.items) (seen.has(issue.id) ? several : seen).add(issue.id);
    this.#several = several;
  }

  #filtered(): readonly IssueItem[] {
    const { list, partners } = this.project;
    const { filter } = this.#wanted;
    if (filter === null) return list.items;
    const read = withoutNews(filter);
    if (read === null) return list.items.filter((item) => matches(item, filter, partners));
    return list.items.filter((item) => {
      const { id } = item.issue;
      if (matches(item, filter, partners)) this.#shownAsNew.add(id);
      else if (!this.#shownAsNew.has(id) || !matches(item, read, partners)) return false;
      return true;
    });
  }

  #row(parent: GroupNode, { issue: { id } }: IssueItem): RowNode {
    const path = `${parent.id}/${id}`;
    const row = this.#rows.get(path) ?? { kind: "issue", live: this.project.live, parent, issue: id };
    this.#rows.set(path, row);
    return row;
  }

  #moreOf(parent: GroupNode): MoreNode {
    const more = this.#more.get(parent.id) ?? { kind: "more", parent };
    this.#more.set(parent.id, more);
    return more;
  }
}

function shownOf({ id, group, limit }: GroupNode): ShownGroup {
  return { id, title: group.title, count: group.items.length, rows: group.items.slice(0, limit).map(({ issue }) => issue.id) };
}
