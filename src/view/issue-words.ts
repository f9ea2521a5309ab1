import { counted } from "./ages.ts";
import type { Grouping } from "./issue-groups.ts";
import { plainText, shortText } from "./plain-text.ts";

/** Words of the view Issues and of what is done in it: buttons, placeholders, short notes. */
export const ISSUE_WORDS = {
  clear: "Clear Filter",
  open: "Open Issue",
  loadMore: "Load More",
  filtered: (filter: string, shown: number, all: number): string => `Filter: ${shortText(filter, 80)} (${shown} of ${all})`,
  nothingMatches: (all: number): string => `0 of ${all} match, clear the filter`,
  more: (rest: number): string => `Load more (${rest})`,
  groupSpoken: (title: string, count: number): string => `${title}, ${counted(count, "issue")}`,
  by: {
    sync: "by sync status",
    cause: "by cause",
    status: "by status",
    connection: "by connection",
    label: "by label",
    assignee: "by assignee",
  } satisfies Record<Grouping, string>,
} as const;

/** Several things were asked for, and some were not done. */
export function severalFailed(failed: readonly { readonly key: string; readonly sentence: string }[], all: number): string {
  const [first] = failed;
  const shown = failed.slice(0, 8).map(({ key }) => plainText(key));
  const keys = shown.join(", ") + (failed.length > shown.length ? ", ..." : "");
  return `${failed.length} of ${counted(all, "issue")} failed (${keys}). The first: ${first?.sentence ?? ""}`;
}

/** Several things were asked for, and of some it is not known yet whether they are done. */
export function severalUnknown(unknown: readonly { readonly key: string; readonly sentence: string }[], all: number): string {
  const keys = keysText(
    unknown.map(({ key }) => key),
    8,
  );
  return `${unknown.length} of ${counted(all, "issue")} not known yet (${keys}). ${unknown[0]?.sentence ?? ""}`;
}

/** `ACME-1, ACME-2 and 3 more`. */
export function keysText(keys: readonly string[], most = 3): string {
  const shown = keys.slice(0, most).map(plainText);
  return keys.length > shown.length ? `${shown.join(", ")} and ${keys.length - shown.length} more` : shown.join(", ");
}
