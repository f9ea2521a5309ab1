import { type CommandOutcome, done, notDone } from "../model/command.ts";
import type { Connection } from "../model/connection.ts";
import { EMPTY_DOCUMENT, type IssueId } from "../model/document.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import type { TrackerIssue } from "../model/tracker-issue.ts";
import { type Context, isoNow, mintId, rulesOf } from "./context.ts";
import { observeIssue } from "./observe.ts";
import { project } from "./projection.ts";
import { wantsRewrite } from "./rewrite.ts";
import { putRow, putSync, refreshRow, rowOf } from "./rows.ts";
import type { Rules } from "./rules.ts";
import { takeLocal } from "./take-local.ts";

/**
 * Two issues that are one thing: ours, which nobody else has, and the partner's, of which we hold a copy. Ours goes on under the partner's
 * id at its own place; nothing was agreed before, so equal fields agree and different ones are conflicts with both values kept.
 * The intention is committed first: a process that ends on the way leaves it to the next one (`resume.ts`).
 */
export async function linkIssues(context: Context, issue: IssueId, partnerKey: string): Promise<CommandOutcome> {
  const { store } = context;
  const row = store.issue(issue);
  if (!row || row.gone !== null) return notDone("NO_SUCH_ISSUE");
  if (store.syncsOf(issue).some(({ sync }) => !sync.frozen)) return notDone("LINK_SHARED", { key: row.key });
  for (const connection of store.connections()) {
    const sync = store.syncByPartnerKey(connection.id, partnerKey);
    if (!sync || !rulesOf(context, connection)) continue;
    if (sync.pendingWrite) return notDone("ISSUE_BUSY", { key: partnerKey });
    const read = await context.tracker.read([issue]);
    if (read === null) return notDone("ISSUE_BUSY", { key: row.key });
    if (read.length === 0) return notDone("NO_SUCH_ISSUE");
    store.transaction(() => {
      putSync(context, connection, { ...sync, pendingWrite: { effect: mintId(context), inbox: null, waits: null, joins: issue } });
      refreshRow(context, sync.issue);
    });
    const key = await finishLink(context, connection, sync.issue);
    return key === null ? notDone("ISSUE_BUSY", { key: partnerKey }) : done({ key });
  }
  return notDone("NO_PARTNER_ISSUE", { key: partnerKey });
}

/**
 * Performs an intended link, or finds it performed, and commits what follows. Returns the key of the joined issue. null: it was not to be
 * done. Then nothing has happened and the intention is dropped; or the tracker has done a part of it, and the intention stays.
 */
export async function finishLink(context: Context, connection: Connection, issue: IssueId): Promise<string | null> {
  const { store } = context;
  const sync = store.sync(connection.id, issue);
  const twin = sync?.pendingWrite?.joins === undefined ? null : store.issue(sync.pendingWrite.joins);
  const rules = rulesOf(context, connection);
  if (!sync || !twin || !rules) return null;
  const memory = await context.tracker.join(twin.id, issue);
  // The tracker finds the joined issue by it. Until the link is concluded nothing of the issue is taken up.
  if (memory.length > 0) store.transaction(() => store.remember(memory));
  const present = await context.tracker.read([twin.id, issue]);
  if (present === null) return null;
  const ours = present.find(({ id }) => id === twin.id);
  const joined = present.find(({ id }) => id === issue);
  // What was performed by a process that ended is not told again, but the issue stands at our place.
  if (joined && !ours && (memory.length > 0 || joined.key === twin.key)) {
    store.transaction(() => conclude(context, connection, rules, { sync, twin, joined }));
    return joined.key;
  }
  store.transaction(() => {
    if (joined) {
      putSync(context, connection, { ...sync, pendingWrite: null });
      observeIssue(context, joined, null);
    } else if (!ours && twin.gone !== null) bringBack(context, connection, sync);
    refreshRow(context, issue);
  });
  return null;
}

interface Linked {
  readonly sync: IssueSync;
  readonly twin: LocalIssue;
  readonly joined: TrackerIssue;
}

function conclude(context: Context, connection: Connection, rules: Rules, { sync, twin, joined }: Linked): void {
  const { store } = context;
  // No edit of the partner's copy: nothing of it was there before, so what differs is no edit that saw the other value.
  const nothing = { ...EMPTY_DOCUMENT, shared: sync.mine.shared };
  const found = project(rules, joined, sync, { ...joined, fields: {}, comments: [] }, isoNow(context));
  const taken = takeLocal(rules, { ...sync, pendingWrite: null }, found, nothing);
  putSync(context, connection, wantsRewrite(context, { ...taken.sync, untoldKey: true }));
  putRow(context, rowOf(joined, store.issue(sync.issue)?.receivedOver ?? connection.id));
  putRow(context, { ...twin, version: null, gone: "deleted", heldBecause: null });
}

/** Our issue was deleted before the link was done, and the partner's copy was out of its place by then: it is written again. */
function bringBack(context: Context, connection: Connection, sync: IssueSync): void {
  putSync(context, connection, wantsRewrite(context, { ...sync, pendingWrite: null }));
  const row = context.store.issue(sync.issue);
  if (row) putRow(context, { ...row, version: null });
}
