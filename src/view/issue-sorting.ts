import { type IssueItem, textOf } from "./issue-item.ts";

export const SORTINGS = ["key", "changed", "status", "priority"] as const;
/** The order of issues within their groups. */
export type Sorting = (typeof SORTINGS)[number];

/** Words that many projects use, in their order; others follow by letters, and what has none comes last. */
const ORDERS: Readonly<Record<"status" | "priority", readonly string[]>> = {
  status: ["new", "open", "todo", "to do", "in progress", "in review", "waiting", "blocked", "resolved", "done", "closed", "rejected"],
  priority: ["blocker", "critical", "urgent", "highest", "high", "major", "medium", "normal", "low", "minor", "lowest", "trivial"],
};

/** Issues that come in order of key. Of equal ones the key decides. */
export function sortIssues(items: readonly IssueItem[], sorting: Sorting): readonly IssueItem[] {
  switch (sorting) {
    case "key":
      return items;
    case "changed":
      return items.toSorted((a, b) => b.issue.stamp - a.issue.stamp);
    case "status":
    case "priority": {
      const places = placesOf(items, sorting);
      const place = ({ issue }: IssueItem): number => places.get(textOf(issue.fields[sorting])) ?? places.size;
      return items.toSorted((a, b) => place(a) - place(b));
    }
  }
}

/** The place of each value that is there: few, whatever the number of issues. */
function placesOf(items: readonly IssueItem[], field: "status" | "priority"): ReadonlyMap<string, number> {
  const values = new Set(items.map(({ issue }) => textOf(issue.fields[field])));
  values.delete("");
  const rank = (value: string): number => {
    const at = ORDERS[field].indexOf(value.toLowerCase());
    return at < 0 ? ORDERS[field].length : at;
  };
  const inOrder = [...values].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, "en", { numeric: true }));
  return new Map(inOrder.map((value, i) => [value, i]));
}

export const SORT_WORDS = {
  sortBy: "Sort issues by",
  now: "now",
  names: { key: "Key", changed: "Last activity", status: "Status", priority: "Priority" } satisfies Record<Sorting, string>,
  details: {
    key: "ACME-9 before ACME-10",
    changed: "First what was changed or synchronised last, here or by a partner",
    status: "New before in progress before done",
    priority: "The highest comes first",
  } satisfies Record<Sorting, string>,
  by: { changed: "last activity first", status: "sorted by status", priority: "sorted by priority" } satisfies Record<
    Exclude<Sorting, "key">,
    string
  >,
} as const;

/** What a view says of its order beside its grouping; undefined: it is the usual one. */
export function orderWords(grouping: string | undefined, sorting: Sorting): string | undefined {
  const parts = [...(grouping === undefined ? [] : [grouping]), ...(sorting === "key" ? [] : [SORT_WORDS.by[sorting]])];
  return parts.length === 0 ? undefined : parts.join(", ");
}
