import type { IssueId } from "../model/document.ts";
import type { IssueShare } from "../model/issue-share.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import type { Store } from "../ports/store.ts";

/** All issues of a project as lists show them, held in memory and kept up to date by stamp: what is read grows with the change. */
export interface IssueIndex {
  readonly issues: ReadonlyMap<IssueId, LocalIssue>;
  /** Another number after each refresh that found something: what was made of the issues may be kept as long as it stays. */
  readonly version: number;
  /** How it stands on each of its connections; read when it is asked for. */
  readonly shares: (issue: IssueId) => readonly IssueShare[];
  /** Takes up what was committed since the last call; the ids that changed, came or went. */
  refresh(): ReadonlySet<IssueId>;
  /** Calls with what a refresh found, whoever asked for it, until the returned function is called. */
  onChange(listener: (changed: ReadonlySet<IssueId>) => void): () => void;
}

/** Rows read in one step. */
const STEP = 2000;

export function issueIndex(store: Pick<Store, "issuesSince" | "issueShares">): IssueIndex {
  const issues = new Map<IssueId, LocalIssue>();
  const listeners = new Set<(changed: ReadonlySet<IssueId>) => void>();
  const shares = new ShareCache(store);
  let stamp = 0;
  let version = 0;
  return {
    issues,
    get version() {
      return version;
    },
    shares: (issue) => (issues.has(issue) ? shares.of(issue) : NONE),
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
      version++;
      shares.forget(changed);
      for (const listener of listeners) listener(changed);
      return changed;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const NONE: readonly IssueShare[] = [];
/** So many single reads cost about as much as reading all. */
const MANY = 500;

/** Shares that were asked for. A tree asks for a few; a grouping by partner asks for all, which are read in one go then. */
class ShareCache {
  readonly #store: Pick<Store, "issueShares">;
  #known = new Map<IssueId, readonly IssueShare[]>();
  #single = 0;
  /** What changed since all were read; null: they were not. Of others what is not known is not shared. */
  #changed: Set<IssueId> | null = null;

  constructor(store: Pick<Store, "issueShares">) {
    this.#store = store;
  }

  of(issue: IssueId): readonly IssueShare[] {
    const there = this.#known.get(issue);
    if (there) return there;
    if (this.#changed && !this.#changed.has(issue)) return NONE;
    if (++this.#single > MANY) {
      this.#readAll();
      return this.#known.get(issue) ?? NONE;
    }
    const found = this.#store.issueShares(issue);
    this.#known.set(issue, found);
    this.#changed?.delete(issue);
    return found;
  }

  forget(changed: ReadonlySet<IssueId>): void {
    for (const id of changed) {
      this.#known.delete(id);
      this.#changed?.add(id);
    }
    this.#single = 0;
  }

  #readAll(): void {
    this.#single = 0;
    const found = new Map<IssueId, IssueShare[]>();
    for (const row of this.#store.issueShares(null)) {
      const there = found.get(row.issue);
      if (there) there.push(row);
      else found.set(row.issue, [row]);
    }
    this.#known = found;
    this.#changed = new Set();
  }
}
