import type { Connection } from "../model/connection.ts";
import { sameDocument } from "../model/changes.ts";
import type { Document, IssueId } from "../model/document.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import { SYNC_STATUSES, type SyncStatus, worstStatus } from "../model/status.ts";
import type { TrackerIssue } from "../model/tracker-issue.ts";
import { agreedPrint } from "./agreed-fingerprint.ts";
import { type Context, maySendIssues } from "./context.ts";
import { noteLinks } from "./known-issues.ts";
import { isDue, syncStatus } from "./sync-status.ts";

/** Fields of an issue that lists and filters do not show. */
const UNLISTED: readonly string[] = ["body", "created", "reporter"];
/** Long texts stay in the tracker, in characters. */
const LISTED_LENGTH = 1_000;

const WAITING: readonly SyncStatus[] = ["held", "pending"];

/** Writes an issue's state on a connection, with the status and the index columns that follow from it. */
export function putSync(context: Context, connection: Connection, given: IssueSync): void {
  const sync = keptApart(connection, given);
  const status = syncStatus(sync, connection, !maySendIssues(connection));
  context.store.putSync({
    sync: sharing(sync),
    status,
    due: isDue(sync, connection),
    // Here the document is at hand: read back for a comparison, a hundred thousand of them would hold up a worker for long.
    ...(status === "up to date" && { print: agreedPrint(context.crypto, sync) }),
  });
  noteLinks(context, connection, sync);
}

/** The row of an issue after its states on the connections were written. */
export function putRow(context: Context, row: Omit<LocalIssue, "stamp" | "syncStatus">): void {
  const { store } = context;
  const worst = worstStatus(store.statusesOf(row.id));
  const held = row.heldBecause !== null && worst !== "error" && worst !== "conflict";
  store.putIssue({ ...row, syncStatus: held ? "held" : worst });
}

/** The row again, because a state of the issue changed. */
export function refreshRow(context: Context, issue: IssueId): void {
  const row = context.store.issue(issue);
  if (row) putRow(context, row);
}

export function rowOf(issue: TrackerIssue, receivedOver: string | null): Omit<LocalIssue, "stamp" | "syncStatus"> {
  const listed = Object.entries(issue.fields).filter(
    ([name, value]) => !UNLISTED.includes(name) && !(name !== "title" && typeof value === "string" && value.length > LISTED_LENGTH),
  );
  return {
    id: issue.id,
    key: issue.key,
    version: issue.version,
    fields: Object.fromEntries(listed),
    share: issue.share,
    receivedOver,
    gone: null,
    heldBecause: null,
  };
}

/**
 * A deletion that was noted under another contract and is not on its way, where deletions are kept now: as if it were made under this one.
 */
function keptApart({ contract }: Connection, sync: IssueSync): IssueSync {
  const waits =
    sync.mine.deleted &&
    !sync.base.deleted &&
    sync.sent === null &&
    !sync.pendingWrite &&
    !sync.recovering &&
    !sync.frozen &&
    sync.mine.shared;
  if (!waits || contract?.deletes !== "keep") return sync;
  const { mine, shadow } = sync;
  return keptHere({ ...sync, mine: { ...mine, deleted: false }, shadow: { ...shadow, deleted: false } }, sync);
}

/**
 * A deletion where the contract keeps them: an own issue is shared no more, and the partner hears that. Of one that the partner introduced it
 * is not told, and what it says does not bring the issue back.
 */
export function keptHere(before: IssueSync, gone: IssueSync): IssueSync {
  return before.introducedBy === "us" ? withShared(gone, false) : { ...before, frozen: true, keptAway: true };
}

export function withShared(sync: IssueSync, shared: boolean): IssueSync {
  return { ...sync, mine: { ...sync.mine, shared }, shadow: { ...sync.shadow, shared } };
}

/** Documents that are equal become the same object: kept once, and compared by identity first. */
function sharing(sync: IssueSync): IssueSync {
  const known: Document[] = [];
  const one = (document: Document): Document => {
    const there = known.find((other) => sameDocument(other, document));
    if (there) return there;
    known.push(document);
    return document;
  };
  const snapshots = sync.snapshots.map((snapshot) => ({ revision: snapshot.revision, document: one(snapshot.document) }));
  return {
    ...sync,
    snapshots,
    base: one(sync.base),
    mine: one(sync.mine),
    shadow: one(sync.shadow),
    sent: sync.sent && one(sync.sent),
  };
}

/** After start or stop: what waits says so, or no longer. After another contract: which edits there are to tell is another question, too. */
export function restate(context: Context, connection: Connection, underAnotherContract: boolean): void {
  for (const status of underAnotherContract ? SYNC_STATUSES : WAITING)
    for (const sync of context.store.syncsWithStatus(connection.id, status, Number.MAX_SAFE_INTEGER)) {
      putSync(context, connection, sync);
      refreshRow(context, sync.issue);
    }
}
