import type { IssueId } from "../model/document.ts";
import type { IssueShare } from "../model/issue-share.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import type { Store } from "../ports/store.ts";

/** All issues of a project as lists show them, held in memory and kept up to date by stamp: what is read grows with the change. */
export interface IssueIndex {
  readonly issues: ReadonlyMap<IssueId, LocalIssue>;
  /** How it stands on each of its connections. */
  shares(issue: IssueId): readonly IssueShare[];
  /** Takes up what was committed since the last call; the ids that changed, came or went. */
  refresh(): ReadonlySet<IssueId>;
  /** Calls with what a refresh found, whoever asked for it, until the returned function is called. */
  onChange(listener: (changed: ReadonlySet<IssueId>) => void): () => void;
}

/** Rows read in one step. */
const STEP = 2000;
/** From this many changed issues on all shares are read at once. */
const MANY = 200;
const NONE: readonly IssueShare[] = [];

export function issueIndex(store: Pick<Store, "issuesSince" | "issueShares">): IssueIndex {
  const issues = new Map<IssueId, LocalIssue>();
  const shares = new Map<IssueId, readonly IssueShare[]>();
  const listeners = new Set<(changed: ReadonlySet<IssueId>) => void>();
  let stamp = 0;
  const takeShares = (changed: ReadonlySet<IssueId>): void => {
    const found = changed.size >= MANY ? byIssue(store.issueShares(null)) : null;
    for (const id of changed) {
      const now = found ? found.get(id) : store.issueShares(id);
      if (now === undefined || now.length === 0 || !issues.has(id)) shares.delete(id);
      else shares.set(id, now);
    }
  };
  return {
    issues,
    shares: (issue) => shares.get(issue) ?? NONE,
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
        if (found.length < STEP) break;
      }
      if (changed.size === 0) return changed;
      takeShares(changed);
      for (const listener of listeners) listener(changed);
      return changed;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function byIssue(rows: ReturnType<Store["issueShares"]>): ReadonlyMap<IssueId, readonly IssueShare[]> {
  const found = new Map<IssueId, IssueShare[]>();
  for (const row of rows) {
    const there = found.get(row.issue);
    if (there) there.push(row);
    else found.set(row.issue, [row]);
  }
  return found;
}
