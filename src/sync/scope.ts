import type { ScopeChoice } from "../model/mapping.ts";
import { type FieldKinds, asksForMistyped, matchesFilter } from "../model/match-filter.ts";
import type { TrackerIssue } from "../model/tracker-issue.ts";
import { isSet } from "../model/value.ts";

/**
 * Whether this side shares the issue over a connection of this name. Decides only about issues introduced here, and about received
 * ones where `forward` says so. `share: [-name]` excludes from any scope, `share: [name]` includes in any. Where a filter asks for a value that is
 * mistyped (not of its field's kind, by `held`) nothing changes: what `isShared` stays so, all else stays here.
 */
export function inScope(
  issue: Pick<TrackerIssue, "share" | "fields">,
  choice: ScopeChoice,
  connection: string,
  receivedOverAnother: boolean,
  held: FieldKinds | null = null,
  isShared = false,
): boolean {
  if (receivedOverAnother && !choice.forward) return false;
  if (isExcluded(issue, connection)) return false;
  if (issue.share.includes(connection)) return true;
  const { scope } = choice;
  switch (scope.kind) {
    case "marked":
      return false;
    case "all":
      return true;
    case "query":
      return held && asksForMistyped(scope.query, issue.fields, held) ? isShared : matchesFilter(scope.query, issue.fields);
    case "filter": {
      const labels = issue.fields["labels"] ?? null;
      const status = issue.fields["status"];
      const labelled = scope.labels.length === 0 || (isSet(labels) && labels.some((label) => scope.labels.includes(label)));
      return labelled && (scope.statuses.length === 0 || (typeof status === "string" && scope.statuses.includes(status)));
    }
  }
}

/** Its person said `share: [-name]`: that goes before everything else. */
export function isExcluded({ share }: Pick<TrackerIssue, "share">, connection: string): boolean {
  return share.includes(`-${connection}`);
}
