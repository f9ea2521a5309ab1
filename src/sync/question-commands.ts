import { type CommandOutcome, done, notDone } from "../model/command.ts";
import { EMPTY_DOCUMENT, type IssueId } from "../model/document.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import { type Context, isoNow, rulesOf } from "./context.ts";
import { project } from "./projection.ts";
import { wantsRewrite } from "./rewrite.ts";
import { putRow, putSync, rowOf } from "./rows.ts";
import { takeLocal } from "./take-local.ts";

/**
 * A person's answer to a held question. `file`: as the tracker stands is meant, and counts as an edit. `partner`: what was agreed is
 * written again.
 */
export async function answerQuestion(context: Context, issue: IssueId, take: "partner" | "file"): Promise<CommandOutcome> {
  const { store } = context;
  const row = store.issue(issue);
  if (!row || row.heldBecause === null || row.heldBecause === "unreadable") return notDone("NO_QUESTION", { key: row?.key ?? issue });
  if (row.heldBecause === "many deletions") return answerDeletion(context, row, take);
  const memory = await context.tracker.answer(issue, take);
  const [present] = await context.tracker.read([issue]);
  store.transaction(() => {
    store.remember(memory);
    putRow(context, { ...row, heldBecause: null, version: take === "partner" ? (present?.version ?? null) : row.version });
    if (take !== "partner") return;
    for (const { sync } of store.syncsOf(issue)) {
      const connection = store.connection(sync.connection);
      if (!connection || sync.frozen) continue;
      // What the tracker shows now is not what we last read: the write compares with what is there.
      const rules = rulesOf(context, connection);
      const shadow = present && rules ? project(rules, present, sync, null, isoNow(context)).shadow : EMPTY_DOCUMENT;
      putSync(context, connection, wantsRewrite(context, { ...sync, shadow: present ? shadow : { ...sync.shadow, deleted: true } }));
    }
  });
  return done({ key: row.key });
}

/** `partner`: the partner's deletion is taken; `file`: the issue stays, and lives on at the partner, too. */
function answerDeletion(context: Context, row: LocalIssue, take: "partner" | "file"): CommandOutcome {
  const { store } = context;
  return store.transaction(() => {
    for (const { sync } of store.syncsOf(row.id)) {
      const connection = store.connection(sync.connection);
      if (connection) putSync(context, connection, { ...sync, takesDeletion: take === "partner" });
    }
    putRow(context, { ...row, heldBecause: null });
    return done({ key: row.key });
  });
}

/**
 * Two issues that are one thing: ours, which nobody else has, and the partner's, of which we hold a copy. Ours goes on under the partner's
 * id at its own place; nothing was agreed before, so equal fields agree and different ones are conflicts with both values kept.
 */
export async function linkIssues(context: Context, issue: IssueId, partnerKey: string): Promise<CommandOutcome> {
  const { store } = context;
  const row = store.issue(issue);
  if (!row || row.gone !== null) return notDone("NO_SUCH_ISSUE");
  if (store.syncsOf(issue).some(({ sync }) => !sync.frozen)) return notDone("LINK_SHARED", { key: row.key });
  for (const connection of store.connections()) {
    const sync = store.syncByPartnerKey(connection.id, partnerKey);
    const rules = rulesOf(context, connection);
    if (!sync || !rules) continue;
    if (sync.pendingWrite) return notDone("ISSUE_BUSY", { key: partnerKey });
    const [present] = await context.tracker.read([issue]);
    if (!present) return notDone("NO_SUCH_ISSUE");
    const memory = await context.tracker.join(issue, sync.issue);
    const [joined] = await context.tracker.read([sync.issue]);
    if (!joined) return notDone("ISSUE_BUSY", { key: partnerKey });
    store.transaction(() => {
      store.remember(memory);
      // No edit of the partner's copy: nothing of it was there before, so what differs is no edit that saw the other value.
      const nothing = { ...EMPTY_DOCUMENT, shared: sync.mine.shared };
      const found = project(rules, joined, sync, { ...joined, fields: {}, comments: [] }, isoNow(context));
      const taken = takeLocal(rules, sync, found, nothing);
      putSync(context, connection, wantsRewrite(context, taken.sync));
      putRow(context, rowOf(joined, store.issue(sync.issue)?.receivedOver ?? connection.id));
      putRow(context, { ...row, version: null, gone: "deleted" });
    });
    return done({ key: joined.key });
  }
  return notDone("NO_PARTNER_ISSUE", { key: partnerKey });
}
