import type { IssueShare } from "../model/issue-share.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import type { News } from "../model/news.ts";
import { type IssueItem, byKey, issueItem, standingOf } from "./issue-item.ts";

/** Where the issues come from. */
export interface IssueSource {
  readonly issues: ReadonlyMap<string, LocalIssue>;
  readonly shares: (issue: string) => readonly IssueShare[];
  readonly news?: (issue: string) => News | null;
}

/** The issues of a project in order of key. What a change costs is one walk over the list, without looking at what did not change. */
export class IssueList {
  readonly #source: IssueSource;
  #items: IssueItem[] = [];
  #filled = false;

  constructor(source: IssueSource) {
    this.#source = source;
  }

  get items(): readonly IssueItem[] {
    return this.#items;
  }

  /** `changed`: ids that changed, came or went since the last call. The first call takes all. */
  update(changed: ReadonlySet<string>): void {
    const { issues } = this.#source;
    if (this.#filled && changed.size === 0) return;
    const { shares, news } = this.#source;
    const item = (issue: LocalIssue): IssueItem => issueItem(issue, shares, news);
    if (!this.#filled) {
      this.#filled = true;
      this.#items = Array.from(issues.values(), item).sort(byKey);
      return;
    }
    let moved = false;
    const known = new Set<string>();
    const kept: IssueItem[] = [];
    for (const old of this.#items) {
      const { id, key } = old.issue;
      if (!changed.has(id)) {
        kept.push(old);
        continue;
      }
      known.add(id);
      const now = issues.get(id);
      if (!now) continue;
      moved ||= now.key !== key;
      kept.push(item(now));
    }
    for (const id of changed) {
      const now = known.has(id) ? undefined : issues.get(id);
      if (!now) continue;
      kept.push(item(now));
      moved = true;
    }
    this.#items = moved ? kept.sort(byKey) : kept;
  }
}

/** How many issues wait, and for whom. */
export interface Tally {
  readonly error: number;
  readonly conflict: number;
  readonly question: number;
  /** On their way, or stopped without a question. */
  readonly waiting: number;
  readonly all: number;
}

export function tally(items: Iterable<LocalIssue>): Tally {
  const found = { error: 0, conflict: 0, question: 0, waiting: 0, all: 0 };
  for (const issue of items) {
    const standing = standingOf(issue);
    found.all++;
    if (standing === "error" || standing === "conflict" || standing === "question") found[standing]++;
    else if (standing === "pending" || standing === "held") found.waiting++;
  }
  return found;
}

/** How many of them need a person. */
export function needy({ error, conflict, question }: Tally): number {
  return error + conflict + question;
}
