import { applyChanges, difference } from "../model/changes.ts";
import type { Document } from "../model/document.ts";
import type { Failure } from "../model/failure.ts";
import type { IssueSync, Overruled, Refusals } from "../model/issue-sync.ts";
import { mergeDocuments, mergeKeepingAlive } from "../model/merge-document.ts";
import { sameRevision } from "../model/revision.ts";
import { sameValue } from "../model/value.ts";
import type { ConfirmationMessage } from "../protocol/messages/confirmation.ts";
import type { IssueMessage } from "../protocol/messages/issue.ts";
import { acceptedDocument, checkBorder } from "./border.ts";
import { keep, keepTold } from "./lost.ts";
import type { Merged } from "./receive-primary.ts";
import { type Rules, attachmentPart, commentPart, partOf, withPartFrom } from "./rules.ts";
import { confirm, stillOverruled } from "./send.ts";
import { withTheirComments } from "./their-comments.ts";
import { isOfUnknownIssue } from "./waiting-links.ts";

type Authoritative = IssueMessage | (ConfirmationMessage & Required<Pick<ConfirmationMessage, "base" | "changes">>);

/**
 * The secondary takes an authoritative document D. On an Issue: `mine = merge3(base, mine, D)`, and the document in flight is rebased
 * too. On a Confirmation: `mine = merge3(sent, mine, D)`. Then `base = D`. null: D is made against a base we do not have.
 */
export function receiveAtSecondary(rules: Rules, given: IssueSync, message: Authoritative): Merged | null {
  if (!message.revision || !sameRevision(message.base, given.revision)) return null;
  const lineage = message.kind === "confirmation" ? message.lineage : undefined;
  const recovers = lineage !== undefined && given.recovering?.told === true;
  const isForgotten = (recovers && given.recovering?.restored) || (given.revision.number === 0 && rules.forgot?.(given.issue) === true);
  // Own values that we forgot come back: they are ours; and what is the partner's is theirs.
  const full = isForgotten ? applyChanges(given.base, message.changes) : null;
  const sync = full ? withTheirComments(given, full, rules.partner) : given;
  const known = sync.sent ? [sync.mine, sync.sent] : [sync.mine];
  if (full) known.push(full);
  const checked = checkBorder(rules, sync.base, known, sync, message.changes);
  const document = acceptedDocument(sync.base, checked);
  const revision = message.revision;
  const confirms = message.kind === "confirmation" && sync.sent !== null;
  const arrived: IssueSync = {
    ...sync,
    partnerKey: message.key ?? sync.partnerKey,
    failure: null,
    lost: keepTold(rules.contract, sync, [...(message.kind === "confirmation" ? message.conflicts : []), ...message.overruled]),
  };
  const rebased: IssueSync =
    message.kind === "issue" && sync.sent !== null
      ? { ...arrived, sent: mergeDocuments(rules, sync.base, sync.sent, document).document }
      : arrived;
  const ancestor = confirms && sync.sent !== null ? sync.sent : sync.base;
  const taken = takeAuthoritative(rules, rebased, document, revision, ancestor, refusedOf(message, full, rules), full !== null);
  const settledBase: IssueSync = { ...taken, base: document, revision };
  // A link that waits for its other issue is its author's matter: said once.
  const once = checked.refused.filter(isOfUnknownIssue);
  const violations: Refusals = Object.fromEntries(
    checked.refused.filter((one) => !once.includes(one)).map(({ field, value, failure }) => [field, { value, failure }]),
  );
  const { superseded: _, recovering, ...made } = settledBase;
  const final: IssueSync = {
    ...made,
    ...(recovering && !recovers && { recovering }),
    ...(lineage && { lineage }),
    ...(confirms && { sent: null, sentOverruled: [] }),
    overruled: confirms ? stillOverruled(settledBase) : settledBase.overruled,
    refusedHere: { ...settledBase.refusedHere, ...violations },
    frozen: sync.introducedBy === "partner" && !document.shared,
  };
  return {
    sync: final,
    before: given.mine,
    brings:
      confirms && sync.sent !== null
        ? { changes: difference(sync.sent, document), before: sync.sent }
        : { changes: message.changes, before: sync.base },
    answer: (settled, key) => {
      const answer = confirm(rules, settled, key, settled.lost === sync.lost ? "applied" : "conflict", once);
      return { sync: answer.sync, messages: answer.messages.filter((reply) => reply.kind === "confirmation"), tells: [] };
    },
  };
}

/** A comment or file that is the partner's again was not refused. */
function refusedOf(message: Authoritative, full: Document | null, { partner }: Rules): ConfirmationMessage["refused"] {
  if (message.kind !== "confirmation") return [];
  const theirs = new Set([
    ...(full?.comments ?? []).flatMap(({ id, origin }) => (origin === partner ? [commentPart(id)] : [])),
    ...(full?.attachments ?? []).flatMap(({ id, origin }) => (origin === partner ? [attachmentPart(id)] : [])),
  ]);
  return message.refused.filter(({ field }) => !theirs.has(field));
}

/**
 * Merges D into `mine`. For a field that the primary refused the ancestor is the base, not what was sent: our value stays, marked, and
 * is not sent again. It never wins: if D's value changed, or was overruled by the refused one, D's is taken and ours kept as lost.
 * `isForgotten`: a value of D that loses may be one of our own user's, whom nobody else would tell, so it is kept here, too.
 */
function takeAuthoritative(
  rules: Rules,
  sync: IssueSync,
  document: Document,
  revision: IssueSync["revision"],
  ancestor: Document,
  refused: readonly { readonly field: string; readonly value: Refusals[string]["value"]; readonly failure: Refusals[string]["failure"] }[],
  isForgotten: boolean,
): IssueSync {
  let ours = sync.mine;
  let from = ancestor;
  let { overruled, lost } = sync;
  const refusedThere: Record<string, Refusals[string]> = { ...sync.refusedThere };
  const stays: Record<string, Failure> = {};
  for (const { field, value, failure } of refused) {
    from = withPartFrom(from, field, sync.base);
    const stands = partOf(document, field);
    const isAbout = (other: Overruled): boolean => other.field === field && sameValue(other.value, stands);
    const again = sync.sentOverruled.filter(isAbout);
    if (!sameValue(partOf(ours, field), value)) overruled = [...overruled, ...again];
    else if (overruled.some(isAbout) || again.length > 0) {
      lost = keep(lost, field, value, stands, revision);
      ours = withPartFrom(ours, field, from);
      overruled = overruled.filter((other) => other.field !== field);
    } else if (isOfUnknownIssue({ field, failure })) {
      // It stays here, and travels once both sides have the other issue (again).
      stays[field] = { code: failure.code, field };
      ours = withPartFrom(ours, field, from);
    } else refusedThere[field] = { value, failure };
  }
  for (const [field, { value }] of Object.entries(refusedThere)) {
    const stands = partOf(document, field);
    if (!sameValue(partOf(ours, field), value) || sameValue(stands, partOf(sync.base, field))) continue;
    lost = keep(lost, field, value, stands, revision);
    ours = withPartFrom(ours, field, from);
    delete refusedThere[field];
  }
  const merge = sync.takesDeletion === false ? mergeKeepingAlive : mergeDocuments;
  const merged = merge(rules, from, ours, document);
  for (const { part, loser, winner, whose } of merged.conflicts) {
    if (whose === "ours") lost = keep(lost, part, loser, winner, revision);
    else overruled = [...overruled, { field: part, value: loser, winner, revision }];
    if (whose === "theirs" && isForgotten) lost = keep(lost, part, loser, winner, revision);
  }
  const waiting = Object.keys(stays);
  const shadow = waiting.reduce((shown, part) => withPartFrom(shown, part, from), sync.shadow);
  return {
    ...sync,
    mine: merged.document,
    overruled,
    lost,
    refusedThere,
    ...(waiting.length > 0 && { shadow, stays: { ...sync.stays, ...stays } }),
  };
}
