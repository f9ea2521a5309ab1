import { sameDocument } from "../model/changes.ts";
import type { Document } from "../model/document.ts";
import type { IssueSync, RefusedValue, Snapshot } from "../model/issue-sync.ts";
import { type Revision, revisionAfter, sameRevision } from "../model/revision.ts";
import type { SyncStatus } from "../model/status.ts";
import { sameValue } from "../model/value.ts";
import { hasOpenConflict } from "./lost.ts";
import { type Sender, outgoing } from "./outgoing.ts";
import { partOf, withPartFrom } from "./rules.ts";

/** Primary: the newest authoritative document. There always is one. */
export function lastSnapshot(sync: IssueSync): Snapshot {
  return sync.snapshots.at(-1) ?? { revision: sync.revision, document: sync.base };
}

/** Primary: the revision of the next document. A number that left once is not given again, whatever became of its document. */
export function nextRevision(sync: IssueSync, era?: number): Revision {
  return revisionAfter(lastSnapshot(sync).revision, era, sync.spent);
}

/** Secondary: `mine` without the values that the primary refused and that are still the same. */
export function documentToSend(sync: IssueSync): Document {
  let document = sync.mine;
  for (const [part, refused] of Object.entries(sync.refusedThere))
    if (sameValue(partOf(document, part), refused.value)) document = withPartFrom(document, part, sync.base);
  return document;
}

/** What the secondary's Confirmation names as refused, in order, as one text: told again when it changes. */
export function refusedNames(sync: IssueSync): string {
  return refusedOfPartner(sync)
    .map(([part]) => part)
    .sort()
    .join(" ");
}

/** What our tracker refuses of the partner's: not an own value that is to be written again and was not agreed yet. */
export function refusedOfPartner(sync: IssueSync): readonly (readonly [string, RefusedValue])[] {
  return Object.entries(sync.refusedHere).filter(
    ([part, { value }]) => !sameValue(value, partOf(sync.mine, part)) || sameValue(value, partOf(sync.base, part)),
  );
}

/** A new issue whose values have no words in the contract yet does not leave at all: nothing leaves half. */
export function cannotBegin(sync: IssueSync): boolean {
  return isUntold(sync) && hasUnsendable(sync);
}

/** Nothing of the issue ever left. */
export function isUntold(sync: IssueSync): boolean {
  return sync.introducedBy === "us" && sync.revision.number === 0 && sync.sent === null && lastSnapshot(sync).revision.number === 0;
}

function hasUnsendable(sync: IssueSync): boolean {
  return Object.values(sync.unsendable).some((value) => value.failure !== null);
}

/** Both ends know that the issue is not shared (any more), or the partner never heard of it: edits stay here, until it is shared again. */
export function isApart(sync: IssueSync): boolean {
  return !sync.mine.shared && (!sync.base.shared || isUntold(sync));
}

/** Whether there is something to tell the partner, whatever stops it. */
export function isDue(sync: IssueSync, sender: Sender): boolean {
  if (sync.recovering) return isWholeDue(sync, sender);
  if (sync.frozen || sync.failure || sync.pendingWrite || isApart(sync) || cannotBegin(sync)) return false;
  if (sender.role === "primary")
    return sameRevision(lastSnapshot(sync).revision, sync.agreed) && (sync.untoldKey === true || hasNews(sync, sender));
  return sync.untoldKey === true || sync.toldRefused !== refusedNames(sync) || (sync.sent === null && hasNews(sync, sender));
}

/** After a Recover: whether the secondary has to say now all that it knows of the issue. */
export function isWholeDue(sync: IssueSync, sender: Pick<Sender, "role">): boolean {
  if (sender.role === "primary" || !sync.recovering || sync.recovering.told) return false;
  if (sync.frozen || sync.failure || sync.pendingWrite || cannotBegin(sync)) return false;
  return sync.mine.shared || !isUntold(sync);
}

/** Whether edits of ours that may leave differ from the newest authoritative document. */
function hasNews(sync: IssueSync, sender: Sender): boolean {
  if (sender.role === "secondary") return !sameDocument(outgoing(sender, documentToSend(sync), sync.base), sync.base);
  const { document } = lastSnapshot(sync);
  return !sameDocument(outgoing(sender, sync.mine, document), document);
}

function isAgreed(sync: IssueSync, sender: Sender): boolean {
  const open = sender.role === "primary" ? !sameRevision(lastSnapshot(sync).revision, sync.agreed) : sync.sent !== null;
  return !sync.pendingWrite && !open && !hasNews(sync, sender);
}

/** How an issue in conflict stands besides the values that lost. */
export function statusBesideConflict(sync: IssueSync, sender: Sender, stopped: boolean): SyncStatus {
  return syncStatus({ ...sync, lost: [] }, sender, stopped);
}

/**
 * Status of the issue on one connection (docs/PROTOCOL.md 5). `stopped`: nothing new may be sent now (not running, or a contract waits).
 * `up to date` only when the partner confirmed the value (A8).
 */
export function syncStatus(sync: IssueSync, sender: Sender, stopped: boolean): SyncStatus {
  if (sync.failure) return "error";
  // A value of ours that lost is to be looked at, whoever takes part still.
  if (sync.frozen) return hasOpenConflict(sync) ? "conflict" : "local";
  const settled = sender.role === "primary" ? sameRevision(lastSnapshot(sync).revision, sync.agreed) : sync.sent === null;
  const apart = isApart(sync) && settled;
  // What does not leave anyway cannot fail to leave, nor be refused there.
  const refusals = apart ? [sync.refusedHere] : [sync.refusedHere, sync.refusedThere, sync.partnerRefuses];
  if (refusals.some((some) => Object.keys(some).length > 0) || (!apart && hasUnsendable(sync))) return "error";
  if (hasOpenConflict(sync)) return "conflict";
  if (sync.pendingWrite?.waits) return "held";
  if (sync.recovering && (sync.mine.shared || !isUntold(sync))) return stopped ? "held" : "pending";
  if (apart) return "local";
  if (isAgreed(sync, sender)) return "up to date";
  return stopped && (isDue(sync, sender) || sync.pendingWrite) ? "held" : "pending";
}
