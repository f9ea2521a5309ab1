import type { Connection } from "../model/connection.ts";
import { isOpenWrite } from "../model/issue-sync.ts";
import { decodeBody } from "../protocol/codec.ts";
import { applyIssues } from "./apply-issues.ts";
import { compareWhereChanged } from "./compare-all.ts";
import { type Context, rulesOf } from "./context.ts";
import { finishLink } from "./link-issues.ts";
import { rewriteAll } from "./rewrite.ts";
import type { IssueEntry } from "./work.ts";

/**
 * Finishes what a process that ended had intended and not concluded, before the tracker is scanned: what a write of ours left there must
 * not be taken for an edit, nor an edit made since for the outcome of the write. Whether anything moved.
 */
export async function resume(context: Context, connection: Connection): Promise<boolean> {
  if (!rulesOf(context, connection)) return false;
  const open = context.store.pendingWrites(connection.id).filter(({ pendingWrite }) => isOpenWrite(pendingWrite));
  if (open.length === 0) return false;
  // Edits that were not watched are no part of what a write was decided on, and must not be written over.
  if (connection.comparedUnder === "") await compareWhereChanged(context, connection);
  let linked = 0;
  for (const { issue, pendingWrite } of open)
    if (pendingWrite?.joins !== undefined && (await finishLink(context, connection, issue)) !== null) linked++;
  const entries = open.flatMap(({ pendingWrite }): IssueEntry[] => {
    const row = pendingWrite?.inbox ?? null;
    const entry = row === null ? null : context.store.inboxEntry(row);
    const decoded = entry && decodeBody(entry.body);
    if (!entry || decoded?.kind !== "message") return [];
    const { message } = decoded;
    return message.kind === "issue" || message.kind === "confirmation" ? [{ ...entry, message }] : [];
  });
  const applied = entries.length > 0 ? await applyIssues(context, connection, entries) : 0;
  return (await rewriteAll(context, connection)) + applied + linked > 0;
}
