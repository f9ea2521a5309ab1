import type { IssueId } from "../model/document.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import type { Store } from "../ports/store.ts";

/** All issues of a project as lists show them, held in memory and kept up to date by stamp: what is read grows with the change. */
export interface IssueIndex {
  readonly issues: ReadonlyMap<IssueId, LocalIssue>;
  /** Takes up what was committed since the last call; the ids that changed, came or went. */
  refresh(): ReadonlySet<IssueId>;
}

/** Rows read in one step. */
const STEP = 2000;

export function issueIndex(store: Pick<Store, "issuesSince">): IssueIndex {
  const issues = new Map<IssueId, LocalIssue>();
  let stamp = 0;
  return {
    issues,
    refresh() {
      const changed = new Set<IssueId>();
      for (;;) {
        const found = store.issuesSince(stamp, STEP);
        for (const issue of found) {
          stamp = issue.stamp;
          changed.add(issue.id);
          if (issue.gone === null) issues.set(issue.id, issue);
          else issues.delete(issue.id);
        }
        if (found.length < STEP) return changed;
      }
    },
  };
}
