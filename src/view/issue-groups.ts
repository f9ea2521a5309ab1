import { type ErrorCause, type IssueStop, isOwnMapping } from "../model/error-cause.ts";
import { isSet } from "../model/value.ts";
import { shortCause } from "./cause-titles.ts";
import { explainFailure } from "./field-failures.ts";
import { heldWords } from "./held-reasons.ts";
import { type IssueItem, NEEDY, type Partners, standingOf, textOf } from "./issue-item.ts";
import { plainText } from "./plain-text.ts";
import { partName } from "./value-text.ts";

export const GROUPINGS = ["sync", "cause", "status", "connection", "label", "assignee"] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface IssueGroup {
  /** Unique in its grouping, and the same as long as the group means the same. */
  readonly id: string;
  readonly title: string;
  readonly items: readonly IssueItem[];
  /** Unfolded when it is first seen. */
  readonly open: boolean;
  /** What the issues in it have in common; null: nothing is set. Undefined where that is no field of theirs. */
  readonly value?: string | null;
  /** The part that its issues are in conflict about. */
  readonly conflict?: string;
  /** Of a cause of errors: what may be done about it, and what it is named for that. */
  readonly cause?: { readonly id: string; readonly mend: boolean; readonly retry: boolean; readonly sentence: string };
}

/** So many issues fit into a view: nothing of them is folded, and what was just shared is still in sight when it is confirmed. */
const FEW = 20;

/** Groups in the order in which they stand. `items` are in order of key, and stay so but where need comes first. */
export function groupIssues(
  items: readonly IssueItem[],
  grouping: Grouping,
  partners: Partners,
  stopsOf: (issue: string) => readonly IssueStop[] = () => [],
): readonly IssueGroup[] {
  switch (grouping) {
    case "sync":
      return bySync(items, partners);
    case "cause":
      return byCause(items, partners, stopsOf);
    case "connection":
      return byConnection(items, partners);
    case "status":
      return byField(items, "No status", ({ issue }) => textOf(issue.fields["status"]));
    case "assignee":
      return byField(items, "Assigned to nobody", ({ issue }) => textOf(issue.fields["assignee"]));
    case "label":
      return byField(items, "No label", ({ issue }) => {
        const labels = issue.fields["labels"] ?? null;
        return labels !== null && isSet(labels) ? labels : "";
      });
  }
}

function bySync(items: readonly IssueItem[], partners: Partners): readonly IssueGroup[] {
  const needy: IssueItem[] = [];
  const held: IssueItem[] = [];
  const waiting = new Map<string, IssueItem[]>();
  const even: IssueItem[] = [];
  const local: IssueItem[] = [];
  for (const item of items) {
    switch (standingOf(item.issue)) {
      case "error":
      case "conflict":
      case "question":
        needy.push(item);
        break;
      case "held":
        held.push(item);
        break;
      case "pending":
        for (const { connection, status } of item.shares) if (status === "pending") put(waiting, connection, item);
        break;
      case "up to date":
        even.push(item);
        break;
      case "local":
        local.push(item);
        break;
    }
  }
  const rank = (item: IssueItem): number => NEEDY.indexOf(standingOf(item.issue));
  const few = items.length <= FEW;
  const groups = [
    { id: "needs", title: "Needs you", items: needy.sort((a, b) => rank(a) - rank(b)), open: true },
    { id: "held", title: "Held", items: held, open: true },
    ...inOrder(
      [...waiting].map(([id, found]) => ({
        id: `waits/${id}`,
        title: `Waiting for ${partnerTitle(id, partners)}`,
        items: found,
        open: true,
      })),
    ),
    { id: "even", title: "Up to date", items: even, open: few },
    { id: "local", title: "Only here", items: local, open: few },
  ].filter((group) => group.items.length > 0);
  return groups.length === 1 ? groups.map((group) => ({ ...group, open: true })) : groups;
}

/** Errors that one deed may end stand together, the most frequent first; then conflicts by field, then what is held; the rest is folded. */
function byCause(items: readonly IssueItem[], partners: Partners, stopsOf: (issue: string) => readonly IssueStop[]): readonly IssueGroup[] {
  const errors = new Map<string, { readonly stop: Extract<IssueStop, { kind: "error" }>; readonly items: IssueItem[] }>();
  const conflicts = new Map<string, IssueItem[]>();
  const held = new Map<string, IssueItem[]>();
  const none: IssueItem[] = [];
  for (const item of items) {
    const stops = stopsOf(item.issue.id);
    for (const stop of stops) {
      if (stop.kind === "conflict") put(conflicts, stop.part.startsWith("comment:") ? "comments" : stop.part, item);
      else if (errors.has(stop.id)) errors.get(stop.id)?.items.push(item);
      else errors.set(stop.id, { stop, items: [item] });
    }
    const because = item.issue.heldBecause;
    if (because !== null) put(held, because, item);
    else if (stops.length === 0) none.push(item);
  }
  const several = new Set([...errors.values()].map(({ stop }) => stop.connection)).size > 1;
  const groups: readonly IssueGroup[] = [
    ...[...errors.values()]
      .map(({ stop, items: those }) =>
        causeGroup(stop.id, stop.cause, those, several ? `, ${partnerTitle(stop.connection, partners)}` : ""),
      )
      .sort((a, b) => b.items.length - a.items.length || (a.title < b.title ? -1 : 1)),
    ...inOrder(
      [...conflicts].map(([part, those]) => ({
        id: `conflict/${part}`,
        title: `Conflict in ${partName(part)}`,
        items: [...new Set(those)],
        open: true,
        conflict: part,
      })),
    ),
    ...inOrder(
      [...held].map(([because, those]) => ({ id: `held/${because}`, title: `Held: ${heldWords(because)}`, items: those, open: true })),
    ),
  ];
  return none.length === 0 ? groups : [...groups, { id: "none", title: "Nothing in the way", items: none, open: groups.length === 0 }];
}

function causeGroup(id: string, cause: ErrorCause, items: readonly IssueItem[], after: string): IssueGroup {
  const { failure, refusedBy = "us", retryIsIdle = false } = cause;
  const said = explainFailure(failure, refusedBy, !retryIsIdle);
  return {
    id: `error/${id}`,
    title: shortCause(failure, refusedBy) + after,
    items,
    open: true,
    cause: { id, mend: isOwnMapping(cause), retry: !retryIsIdle, sentence: `${said.cause} ${said.remedy}` },
  };
}

function byConnection(items: readonly IssueItem[], partners: Partners): readonly IssueGroup[] {
  const shared = new Map<string, IssueItem[]>();
  const none: IssueItem[] = [];
  for (const item of items) {
    const through = item.shares.filter(({ status }) => status !== "local");
    if (through.length === 0) none.push(item);
    for (const { connection } of through) put(shared, connection, item);
  }
  const groups = [...shared].map(([id, found]) => ({
    id: `with/${id}`,
    title: `With ${partnerTitle(id, partners)}`,
    items: found,
    open: true,
  }));
  return none.length === 0 ? inOrder(groups) : [...inOrder(groups), { id: "none", title: "Shared with nobody", items: none, open: true }];
}

function byField(
  items: readonly IssueItem[],
  nothing: string,
  valueOf: (item: IssueItem) => string | readonly string[],
): readonly IssueGroup[] {
  const found = new Map<string, IssueItem[]>();
  const none: IssueItem[] = [];
  for (const item of items) {
    const value = valueOf(item);
    if (value.length === 0) none.push(item);
    else if (typeof value === "string") put(found, value, item);
    else for (const one of value) put(found, one, item);
  }
  const groups = inOrder(
    [...found].map(([value, those]) => ({ id: `is/${value}`, title: plainText(value), items: those, open: true, value })),
  );
  return none.length === 0 ? groups : [...groups, { id: "none", title: nothing, items: none, open: true, value: null }];
}

function put(groups: Map<string, IssueItem[]>, name: string, item: IssueItem): void {
  const there = groups.get(name);
  if (there) there.push(item);
  else groups.set(name, [item]);
}

function inOrder<Group extends IssueGroup>(groups: readonly Group[]): readonly Group[] {
  return groups.toSorted((a, b) => a.title.localeCompare(b.title, "en", { numeric: true }) || (a.id < b.id ? -1 : 1));
}

function partnerTitle(id: string, partners: Partners): string {
  return plainText(partners.get(id)?.title ?? "a partner");
}

/** Words that the menus of package.json ask for. */
export function groupContext({ id, cause, conflict, items }: IssueGroup): string {
  const failed = id === "needs" && items.some(({ issue }) => issue.syncStatus === "error");
  if (conflict !== undefined) return "group conflicts";
  return [
    "group",
    ...(cause ? ["cause"] : []),
    ...(cause?.mend ? ["mend"] : []),
    ...(cause?.retry ? ["again"] : []),
    ...(failed ? ["failed"] : []),
  ].join(" ");
}

/** What a tree shows of a group. */
export interface ShownGroup {
  readonly id: string;
  readonly title: string;
  readonly count: number;
  /** Ids of the rows in sight of the tree, in order. */
  readonly rows: readonly string[];
}

/** What of a tree is to be painted anew. `all`: groups came, went or moved. */
export type Repaint = { readonly kind: "all" } | { readonly kind: "groups"; readonly ids: ReadonlySet<string> };

export function repaint(before: readonly ShownGroup[], after: readonly ShownGroup[]): Repaint {
  if (before.length !== after.length || before.some(({ id }, i) => id !== after[i]?.id)) return { kind: "all" };
  const ids = after.filter((group, i) => !sameGroup(before[i], group)).map(({ id }) => id);
  return { kind: "groups", ids: new Set(ids) };
}

function sameGroup(a: ShownGroup | undefined, b: ShownGroup): boolean {
  return (
    a !== undefined &&
    a.title === b.title &&
    a.count === b.count &&
    a.rows.length === b.rows.length &&
    a.rows.every((id, i) => id === b.rows[i])
  );
}
