import { sameDocument } from "../model/changes.ts";
import type { Connection } from "../model/connection.ts";
import type { Document, IssueId } from "../model/document.ts";
import { type IssueSync, isOpenWrite } from "../model/issue-sync.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import { ownField } from "../model/mapping.ts";
import type { TrackerIssue } from "../model/tracker-issue.ts";
import { sameValue, fieldValue } from "../model/value.ts";
import type { Question } from "../ports/tracker.ts";
import { type Words, inWordsNow, wordsNow } from "./changed-words.ts";
import { composeIssue } from "./compose.ts";
import { type Context, audit, isUnwatched, isoNow, maySendIssues, mintId, post, rulesOf } from "./context.ts";
import { startSync } from "./issue-sync-start.ts";
import { keep } from "./lost.ts";
import { project } from "./projection.ts";
import { asRecovering, newestInboxRow, unknownBase } from "./recover-issues.ts";
import { keptHere, putRow, putSync, rowOf, withShared } from "./rows.ts";
import type { Rules } from "./rules.ts";
import { inScope } from "./scope.ts";
import { isApart, lastSnapshot } from "./sync-status.ts";
import { withdrawnIfFirst, withdrawnIfOld } from "./withdraw.ts";
import { type Taken, projectGone, takeLocal } from "./take-local.ts";

/** A connection on which something was agreed, as the issues of one transaction see it. */
export interface Listener {
  readonly connection: Connection;
  readonly rules: Rules;
  readonly now: Words;
  /** An edit becomes a message in the transaction that notices it, unless messages of the partner wait to be merged first. */
  readonly tellsAtOnce: boolean;
}

/**
 * Inside a transaction. `scanning`: this is the look at the tracker after which messages are made. A person's commands only note: several of
 * them go together.
 */
export function audienceOf(context: Context, scanning = false): readonly Listener[] {
  return context.store.connections().flatMap((connection) => {
    const rules = isUnwatched(context, connection) ? null : rulesOf(context, connection);
    if (!rules) return [];
    return [
      {
        connection,
        rules,
        now: wordsNow(context, connection, rules),
        tellsAtOnce: scanning && maySendIssues(connection) && context.store.inbox(connection.id, 0, 1).length === 0,
      },
    ];
  });
}

/**
 * Takes up what the tracker holds of one issue, for every connection. Inside a transaction. While it is not known whether the write of a
 * message was performed nothing is taken (A5), and false is given: what the tracker wants remembered of this look must not be. (One that brings the
 * tracker back to `mine` was not performed, once `resume` is through.) What is being linked is looked at when that is done or given up.
 */
export function observeIssue(
  context: Context,
  found: TrackerIssue,
  ancestor: TrackerIssue | null,
  audience: readonly Listener[] = audienceOf(context),
): boolean {
  const { store } = context;
  const syncs = new Map(store.syncsOf(found.id).map(({ sync }) => [sync.connection, sync]));
  for (const { connection, pendingWrite } of syncs.values()) {
    if (!isOpenWrite(pendingWrite)) continue;
    if (pendingWrite.joins !== undefined) return true;
    // Nothing is taken up for a connection that is not listening: its write does not keep the others waiting.
    if (pendingWrite.inbox !== null && audience.some((listener) => listener.connection.id === connection)) return false;
  }
  const known = store.issue(found.id);
  for (const { connection, rules, now, tellsAtOnce } of audience) {
    const elsewhere = known !== null && known.receivedOver !== connection.id && isFromPartner(context, known);
    const sync = backFrom(context, connection, syncs.get(connection.id));
    const wanted = inScope(found, rules.choice, connection.name, elsewhere, rules.held, sync?.mine.shared);
    if (sync?.frozen) continue;
    if (!sync && (!wanted || known?.receivedOver === connection.id)) continue;
    const before = sync ? inWordsNow(context, rules, now, found, sync) : { ...startSync(connection.id, found.id, "us"), ...now };
    // What nobody else has is as its text stands, old or not; and nothing of it is to be written again.
    const alone = sync === undefined || (isApart(before) && !missesAgreed(before));
    const taken = takeFound(context, rules, before, found, alone ? null : ancestor);
    const turns = before.introducedBy === "us" && taken.sync.mine.shared !== wanted;
    const shared = withdrawnIfOld(context, connection, turns ? withShared(taken.sync, wanted) : taken.sync);
    const rewrite = taken.rewrite && !alone;
    const pendingWrite = withStale(context, before.pendingWrite, rewrite, taken);
    if (shared === sync && pendingWrite === sync.pendingWrite) continue;
    if (!sync) audit(context, { actor: "issue-ferry", action: "shared", connection: connection.id, issue: found.id });
    const next = { ...shared, pendingWrite };
    if (tellsAtOnce) composeIssue(context, connection, rules, next, found.key);
    else putSync(context, connection, next);
  }
  if (known !== null && known.version !== found.version) holdUncompared(context, found.id, audience);
  // The tracker takes its own question back by showing the issue; one of ours waits for its answer.
  const held = known?.heldBecause === "many deletions" ? known.heldBecause : null;
  putRow(context, { ...rowOf(found, known?.receivedOver ?? null), heldBecause: held });
  return true;
}

/** What both agreed on while it was away is not in the text that comes back. */
function missesAgreed({ mine, shadow }: IssueSync): boolean {
  return shadow.deleted && !sameDocument(mine, shadow);
}

/** What the contract kept away and is here again takes part again: where the partner stands by now both compare. */
function backFrom(context: Context, connection: Connection, sync: IssueSync | undefined): IssueSync | undefined {
  if (!sync?.keptAway) return sync;
  const { keptAway: _, ...known } = sync;
  const recovering = { restored: sync.recovering?.restored ?? false, since: newestInboxRow(context, connection.id), told: false };
  const back = asRecovering({ ...known, frozen: false }, recovering);
  if (connection.role === "primary") post(context, connection.id, [unknownBase(connection, sync.issue, lastSnapshot(sync).revision)]);
  putSync(context, connection, back);
  return back;
}

/** What may leave over a connection is not known now: whether the partner has what stands in the tracker is not either (P11). */
function holdUncompared({ store }: Context, issue: IssueId, audience: readonly Listener[]): void {
  for (const { sync, status } of store.syncsOf(issue))
    if (status === "up to date" && !sync.frozen && audience.every(({ connection }) => connection.id !== sync.connection))
      store.putSync({ sync, status: "held", due: false });
}

/** Received over a connection that still is: one that ended left a local issue behind. */
export function isFromPartner(context: Context, row: LocalIssue): boolean {
  const over = row.receivedOver === null ? null : context.store.connection(row.receivedOver);
  return over !== null && over.facts.link !== "closed" && over.facts.link !== "revoked";
}

/** Takes up the tracker's present state on one connection. */
function takeFound(context: Context, rules: Rules, sync: IssueSync, found: TrackerIssue, ancestor: TrackerIssue | null): Taken {
  const now = isoNow(context);
  const old: Document | null = ancestor && project(rules, ancestor, sync, null, now).document;
  const known = ancestor ? { ...sync, lost: keepOvertaken(rules, sync, found, ancestor) } : sync;
  const taken = takeLocal(rules, known, project(rules, found, sync, ancestor, now), old);
  const same =
    taken.sync.mine === sync.mine &&
    taken.sync.shadow === sync.shadow &&
    taken.sync.lost === sync.lost &&
    JSON.stringify(taken.sync.unsendable) === JSON.stringify(sync.unsendable) &&
    JSON.stringify(taken.sync.stays) === JSON.stringify(sync.stays) &&
    JSON.stringify(taken.sync.unsaid) === JSON.stringify(sync.unsaid) &&
    Object.keys(taken.sync.refusedHere).length === Object.keys(sync.refusedHere).length;
  return same ? { ...taken, sync } : taken;
}

/** The intention to bring the tracker to `mine`, where there is cause for it, with what it shows older. */
function withStale(
  context: Context,
  pending: IssueSync["pendingWrite"],
  rewrite: boolean,
  { stale, shows }: Taken,
): IssueSync["pendingWrite"] {
  const older = { stale, ...(Object.keys(shows).length > 0 && { shows }) };
  if (rewrite) return { effect: mintId(context), inbox: null, waits: null, ...older };
  if (pending === null || pending.inbox !== null) return pending;
  const { shows: before = {}, ...rest } = pending;
  const same = JSON.stringify([rest.stale ?? [], before]) === JSON.stringify([stale, shows]);
  return same ? pending : { ...rest, ...older };
}

/** A stale text took the place of a value that could not travel: no document holds that one, so it is kept here. */
function keepOvertaken({ mapping }: Rules, sync: IssueSync, found: TrackerIssue, ancestor: TrackerIssue): IssueSync["lost"] {
  let { lost } = sync;
  for (const [part, { value }] of Object.entries(sync.unsendable)) {
    const own = ownField(mapping, part);
    const [now, before] = [fieldValue(found.fields, own), fieldValue(ancestor.fields, own)];
    if (value !== null && !sameValue(now, value) && !sameValue(before, value)) lost = keep(lost, part, value, now, sync.revision);
  }
  return lost;
}

/**
 * The issue was deleted in the tracker, for certain. Inside a transaction. An intended write was for what is not there any more: what asked
 * for it is decided again. What the partner never heard of leaves no more, not as a deleted one either; should it come back, it is shared anew.
 */
export function observeGone(context: Context, issue: IssueId): void {
  const { store } = context;
  // On its way to another place: we took it away ourselves.
  if (store.syncsOf(issue).some(({ sync }) => sync.pendingWrite?.joins !== undefined)) return;
  for (const { sync } of store.syncsOf(issue)) {
    const connection = store.connection(sync.connection);
    if (connection && !isUnwatched(context, connection)) takeGone(context, connection, sync);
  }
  const row = store.issue(issue);
  if (row) putRow(context, { ...row, version: null, gone: "deleted", heldBecause: null });
}

/** A partner's deletion was performed: every other connection takes it up, and the trail says already who deleted the issue. Inside a transaction. */
export function passOnGone(context: Context, from: string, issue: IssueId): void {
  for (const { sync } of context.store.syncsOf(issue)) {
    const connection =
      sync.connection === from || sync.pendingWrite?.joins !== undefined ? null : context.store.connection(sync.connection);
    if (connection && !isUnwatched(context, connection)) noteGone(context, connection, sync);
  }
}

/** The same for one connection: all of it that was not taken up by its state yet. */
export function takeGone(context: Context, connection: Connection, sync: IssueSync): void {
  if (noteGone(context, connection, sync))
    audit(context, { actor: "issue-ferry", action: "deleted here", connection: connection.id, issue: sync.issue });
}

/** Whether that is new to its state. */
function noteGone(context: Context, connection: Connection, sync: IssueSync): boolean {
  const rules = rulesOf(context, connection);
  if (!rules || sync.frozen || sync.mine.deleted) return false;
  const gone = takeLocal(rules, sync, projectGone(sync), null).sync;
  const untold = withdrawnIfFirst(context, connection, gone);
  const told = propagates(connection) ? gone : keptHere(sync, gone);
  const next = untold ? withShared(untold, false) : told.frozen ? told : withdrawnIfOld(context, connection, told);
  putSync(context, connection, { ...next, pendingWrite: null });
  return true;
}

function propagates(connection: Connection): boolean {
  return connection.contract?.deletes === "propagate";
}

/** Something about the issue waits for a person: it is shown as held, neither read nor written. */
export function observeHeld(context: Context, issue: IssueId, because: Question | "unreadable"): void {
  const row = context.store.issue(issue);
  if (row && row.heldBecause !== because) putRow(context, { ...row, heldBecause: because });
}
