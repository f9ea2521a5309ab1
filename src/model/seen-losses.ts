import type { LostValue } from "./issue-sync.ts";
import { revisionText } from "./revision.ts";

/** Names what a person saw of a field that is in conflict: the same as long as no other value of it loses. null: none waits. */
export function seenLosses(lost: readonly LostValue[], field: string): string | null {
  const of = lost.filter((value) => value.field === field);
  const last = of.findLast(({ resolved }) => !resolved);
  return last ? `${of.length} ${revisionText(last.revision)}` : null;
}
