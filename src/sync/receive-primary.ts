import { type Changes, difference, sameDocument } from "../model/changes.ts";
import type { Document } from "../model/document.ts";
import type { Failure } from "../model/failure.ts";
import type { IssueSync, Overruled, RefusedField } from "../model/issue-sync.ts";
import { mergeDocuments, mergeKeepingAlive } from "../model/merge-document.ts";
import { compareRevisions, sameRevision } from "../model/revision.ts";
import { sameValue } from "../model/value.ts";
import type { ConfirmationMessage } from "../protocol/messages/confirmation.ts";
import type { IssueMessage } from "../protocol/messages/issue.ts";
import { changedParts } from "./audit-notes.ts";
import { acceptedDocument, checkBorder } from "./border.ts";
import { keep, keepTold } from "./lost.ts";
import { answerAgain, broughtBy } from "./made-again.ts";
import { outgoing, tellable } from "./outgoing.ts";
import { type Rules, partOf, withPartFrom } from "./rules.ts";
import { lastSnapshot, nextRevision } from "./sync-status.ts";
import { isOfUnknownIssue, withoutRefusedLinks } from "./waiting-links.ts";

/** An incoming message merged: what follows when its write is done. Nothing of it is committed before. */
export interface Merged {
  readonly sync: IssueSync;
  /** What the tracker was to show before: the write goes from here to `sync.mine`. */
  readonly before: IssueSync["mine"];
  /** Made once the outcome of the write is known. */
  readonly answer: (settled: IssueSync, key: string) => Answer;
  /** What the document changes at this side, and of what: without what this side sent itself. */
  readonly brings: { readonly changes: Changes; readonly before: Document };
}

export interface Answer {
  readonly sync: IssueSync;
  readonly messages: readonly ConfirmationMessage[];
  /** Parts that the answer changes at the partner: edits of ours that no message has told yet. */
  readonly tells: readonly string[];
}

/**
 * The primary takes a change made against revision b: `mine = merge3(snapshot[b], mine, theirs)`, and numbers the result (A6).
 * `trackerRefused`: parts that our tracker refused when the same message was tried before; they are refused, not agreed.
 * null: the base is not known here (any more).
 */
export function receiveAtPrimary(rules: Rules, sync: IssueSync, message: IssueMessage, trackerRefused: readonly Failure[]): Merged | null {
  const base = sync.snapshots.find((snapshot) => sameRevision(snapshot.revision, message.base))?.document;
  if (!base) return null;
  const checked = checkBorder(rules, base, [sync.mine], sync, message.changes);
  let theirs = acceptedDocument(base, checked);
  const refused: RefusedField[] = [...checked.refused];
  for (const failure of trackerRefused) {
    const part = failure.field ?? "";
    const value = partOf(theirs, part);
    if (sameValue(value, partOf(base, part)) || sameValue(value, partOf(sync.mine, part))) continue;
    refused.push({ field: part, value, failure });
    theirs = withPartFrom(theirs, part, base);
  }
  const refusedParts = new Set(refused.map(({ field }) => field));
  const told = message.overruled.filter(({ field }) => !refusedParts.has(field));
  let lost = keepTold(rules.contract, sync, told);
  const last = lastSnapshot(sync);
  const revision = nextRevision(sync, rules.era);
  const merge = sync.takesDeletion === false ? mergeKeepingAlive : mergeDocuments;
  const merged = merge(rules, base, sync.mine, theirs);
  // What of ours may not leave is not agreed either: then the document that answers is merged without it.
  const ours = outgoing(rules, sync.mine, last.document);
  const agreed = ours === sync.mine ? merged : merge(rules, base, ours, theirs);
  const alone = sameRevision(last.revision, message.base) ? theirs : merge(rules, base, last.document, theirs).document;
  const brought = broughtBy({ revision: message.base, document: base }, theirs, last.document, alone);
  const conflicts: Overruled[] = [];
  const untold: Overruled[] = [];
  for (const { part, loser, winner, whose } of merged.conflicts) {
    const told = agreed.conflicts.some((other) => other.part === part && other.whose === whose && sameValue(other.winner, winner));
    if (whose === "ours") lost = keep(lost, part, loser, winner, revision);
    else (told ? conflicts : untold).push({ field: part, value: loser, winner, revision });
  }
  return {
    sync: { ...sync, mine: merged.document, lost, overruled: [...sync.overruled, ...untold], partnerKey: message.key, failure: null },
    before: sync.mine,
    brings: { changes: message.changes, before: base },
    answer: (settled, key) => {
      const previous = lastSnapshot(settled);
      const { document } = agreed;
      const overruled = tellable(rules, settled);
      // What an Issue of ours told that was not confirmed yet is told again, should that one be superseded.
      const before = settled.reply && !settled.reply.confirms ? settled.reply.overruled : [];
      const reply = { conflicts, refused, overruled: [...before, ...overruled.now], confirms: true, brought };
      const next: IssueSync = {
        ...settled,
        base: document,
        revision,
        snapshots: [...settled.snapshots, { revision, document }],
        overruled: overruled.later,
        reply,
        frozen: settled.introducedBy === "partner" && !document.shared,
      };
      const asSent = sameDocument(theirs, document);
      return {
        sync: next,
        messages: [
          authoritative(
            rules,
            next,
            key,
            previous,
            conflicts.length > 0 ? "conflict" : refused.length > 0 ? "refused" : asSent ? "applied" : "merged",
          ),
        ],
        tells: asSent ? [] : untoldParts(theirs, previous.document, document),
      };
    },
  };
}

/** Parts in which the document is neither as the partner sent it nor as we told it before. */
function untoldParts(theirs: Document, previous: Document, document: Document): string[] {
  const told = new Set(changedParts(difference(previous, document)));
  return changedParts(difference(theirs, document)).filter((part) => told.has(part));
}

/** The primary's document as changes against the revision before, and what became of the secondary's values. */
export function authoritative(
  rules: Rules,
  sync: IssueSync,
  key: string,
  previous: IssueSync["snapshots"][number],
  result: ConfirmationMessage["result"],
): ConfirmationMessage {
  const { revision, document } = lastSnapshot(sync);
  return {
    kind: "confirmation",
    issue: sync.issue,
    contract: rules.contract.number,
    key,
    result,
    revision,
    base: previous.revision,
    changes: difference(previous.document, document),
    conflicts: [...(sync.reply?.conflicts ?? [])],
    refused: [...(sync.reply?.refused ?? [])],
    overruled: [...(sync.reply?.overruled ?? [])],
    ...(sync.reply?.recovers && { lineage: [...(sync.lineage ?? [])] }),
  };
}

/** The secondary's Confirmation without a document: what it holds, which agreed values its tracker refuses, and what it did not agree to. */
export function confirmedAtPrimary(rules: Rules, given: IssueSync, message: ConfirmationMessage): IssueSync {
  const sync = withoutRefusedLinks(given, message.revision, message.refused);
  const snapshot = sync.snapshots.find((other) => sameRevision(other.revision, message.revision));
  // A revision that was never given, or is agreed already, agrees nothing.
  const agreed = snapshot && compareRevisions(message.revision, sync.agreed) > 0 ? message.revision : sync.agreed;
  const isNewest = sameRevision(agreed, lastSnapshot(sync).revision);
  return {
    ...sync,
    partnerKey: message.key ?? sync.partnerKey,
    agreed,
    snapshots: sync.snapshots.filter((other) => compareRevisions(other.revision, agreed) >= 0),
    reply: isNewest ? null : sync.reply,
    lost: keepTold(rules.contract, sync, message.overruled),
    partnerRefuses: snapshot
      ? Object.fromEntries(
          message.refused.filter((one) => !isOfUnknownIssue(one)).map(({ field, value, failure }) => [field, { value, failure }]),
        )
      : sync.partnerRefuses,
    // A document that was confirmed did not fail.
    failure: message.failure ?? (isNewest ? null : sync.failure),
  };
}

/**
 * What we sent under an older contract was not taken (`superseded`): we stand again on the revision that the secondary named, and
 * everything since is made again under the contract in force, as the kind of message that it was.
 */
export function supersededAtPrimary(
  rules: Rules,
  sync: IssueSync,
  message: Pick<ConfirmationMessage, "revision">,
  key: string,
): { sync: IssueSync; messages: (ConfirmationMessage | IssueMessage)[] } {
  const previous = sync.snapshots.find((snapshot) => sameRevision(snapshot.revision, message.revision));
  if (!previous || sameRevision(lastSnapshot(sync).revision, message.revision)) return { sync, messages: [] };
  const last = lastSnapshot(sync);
  const revision = nextRevision(sync, rules.era);
  const answers = sync.reply?.confirms === true;
  if (!answers && !sync.mine.shared && previous.revision.number === 0) return { sync: backOn(sync, previous), messages: [] };
  const again = sync.reply && answers ? answerAgain(rules, sync.reply, { mine: sync.mine, last: last.document, previous }) : null;
  const document = again ? again.document : outgoing(rules, sync.mine, previous.document);
  const next: IssueSync = {
    ...sync,
    agreed: compareRevisions(previous.revision, sync.agreed) > 0 ? previous.revision : sync.agreed,
    snapshots: [previous, { revision, document }],
    base: document,
    revision,
    ...(again && { reply: again.reply }),
  };
  const answer = authoritative(rules, next, key, previous, "merged");
  if (answers) return { sync: next, messages: [answer] };
  const { issue, contract, changes = {}, overruled } = answer;
  return { sync: next, messages: [{ kind: "issue", issue, contract, base: previous.revision, revision, key, changes, overruled }] };
}

/** As if nothing had been said since: the secondary took nothing of it. Not where an answer is owed. */
export function backOn(sync: IssueSync, before: IssueSync["snapshots"][number]): IssueSync {
  const { revision, document } = before;
  return {
    ...sync,
    agreed: compareRevisions(revision, sync.agreed) > 0 ? revision : sync.agreed,
    base: document,
    revision,
    snapshots: [before],
    overruled: [...(sync.reply?.overruled ?? []), ...sync.overruled],
    reply: null,
    spent: Math.max(lastSnapshot(sync).revision.number, sync.spent ?? 0),
  };
}
