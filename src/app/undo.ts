import type { Command, Replaced } from "../model/command.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import { canonicalValue, sameValue } from "../model/value.ts";
import { onto, valueOf } from "../sync/issue-commands.ts";

type WithoutAuthor<T> = T extends unknown ? Omit<T, "author"> : never;
export type Undoable = WithoutAuthor<Extract<Command, { readonly kind: "edit issue" | "delete issue" }>>;

/**
 * What takes a command back that was carried out on an issue. `replaced`: what the command found in the place of what it wrote, as its outcome
 * says; `now`: the issue's row now. null: what the command did does not
 * stand any more, so that taking it back would undo what somebody did since; or it is no command that can be taken back.
 */
export function undoOf(
  done: Undoable,
  replaced: Replaced | undefined,
  now: LocalIssue | null,
): Undoable | WithoutAuthor<Extract<Command, { readonly kind: "bring back" }>> | null {
  if (now === null) return null;
  if (done.kind === "delete issue") return now.gone === "deleted" ? { kind: "bring back", issue: done.issue } : null;
  const { comments, removedComments } = done.change;
  if (!replaced || now.gone !== null || comments !== undefined || removedComments !== undefined) return null;
  const { fields = {}, share } = onto(replaced, done.change, done.seen ?? {});
  if (!Object.entries(fields).every(([name, value]) => sameValue(valueOf(now, name), canonicalValue(value)))) return null;
  if (share !== undefined && !sameValue(canonicalValue(share), canonicalValue(now.share))) return null;
  const seen = {
    ...(Object.hasOwn(fields, "labels") && { fields: { labels: fields["labels"] ?? null } }),
    ...(share && { share }),
  };
  // The row may be older than the file: whoever has edited that meanwhile is not overwritten.
  const { labels: _merged, ...expected } = fields;
  return { kind: "edit issue", issue: done.issue, change: replaced, seen, expected };
}
