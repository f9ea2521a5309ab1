import type { IssueId } from "../model/document.ts";
import type { LostValue } from "../model/issue-sync.ts";
import { seenLosses } from "../model/seen-losses.ts";
import type { Store } from "../ports/store.ts";

/** A value that lost, which nobody has looked at so far. */
export interface OpenConflict {
  readonly issue: IssueId;
  /** Id of the connection. */
  readonly connection: string;
  readonly lost: LostValue;
  /** What of it is looked at now: goes with the decision. */
  readonly seen: string;
}

/** The open conflicts of an issue: of each field the last, which is the one that is settled. */
export function openConflicts(store: Store, issue: IssueId): readonly OpenConflict[] {
  return store.syncsOf(issue).flatMap(({ sync: { connection, lost: all } }) => {
    const open = new Map(all.filter(({ resolved }) => !resolved).map((lost) => [lost.field, lost]));
    return Array.from(open.values(), (lost) => ({ issue, connection, lost, seen: seenLosses(all, lost.field) ?? "" }));
  });
}

/** Only its author changes a comment: of a conflict about one, theirs is all that can stand. */
export function isAboutComment({ lost }: Pick<OpenConflict, "lost">): boolean {
  return lost.field.startsWith("comment:");
}

/** Where "mine" deletes the issue, at the partner, too: nobody means that by one word for many. */
export function isAboutDeletion({ lost }: Pick<OpenConflict, "lost">): boolean {
  return lost.field === "deleted";
}
