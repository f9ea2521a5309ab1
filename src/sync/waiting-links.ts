import { type Document, withExtras } from "../model/document.ts";
import type { Failure } from "../model/failure.ts";
import type { IssueSync, RefusedField, Snapshot } from "../model/issue-sync.ts";
import { type Link, canonicalLinks, linkText, linksBeyond } from "../model/link.ts";
import { compareRevisions, sameRevision } from "../model/revision.ts";
import { type Rules, linkOf, linkPart } from "./rules.ts";

/**
 * Links whose other issue not both sides have (any more) wait where they were made, without being an error: that one left may be known here only
 * after the link was taken up, or at the partner only after it was said.
 */

/** Whether a refusal says that: nothing of it is kept but that the link waits. */
export function isOfUnknownIssue({ field, failure }: Pick<RefusedField, "field" | "failure">): boolean {
  return failure.code === "LINK_NOT_KNOWN" && linkOf(field) !== null;
}

/**
 * `document` without those of its links that are not in `agreed` and would say of an issue what the partner may not know. `sent`: what is on its way
 * and not answered; its links are said already.
 */
export function withoutUnknown(
  { standing }: Pick<Rules, "standing">,
  document: Document,
  agreed: Document,
  sent: Document | null = null,
): Document {
  if (!standing || document.links === agreed.links) return document;
  const unsaid = linksBeyond(sent?.links, linksBeyond(agreed.links, document.links));
  return without(
    document,
    unsaid.filter(({ issue }) => standing(issue) !== "both"),
  );
}

/** Before messages are made: what was taken up while both had the other issue, and may not leave now, waits. A contract without links has its own reason. */
export function withWaitingLinks(rules: Rules, sync: IssueSync): IssueSync {
  if (rules.contract.links === "none") return sync;
  const left = withoutUnknown(rules, sync.mine, sync.base, sync.sent);
  return left === sync.mine ? sync : waiting(sync, linksBeyond(left.links, sync.mine.links));
}

/** Primary: the secondary did not agree to these links of this revision. They are in no document that follows from it either. */
export function withoutRefusedLinks(sync: IssueSync, revision: Snapshot["revision"], refused: readonly RefusedField[]): IssueSync {
  // The number is the partner's word: of a revision that was never given, or is over, nothing is refused.
  if (!sync.snapshots.some((one) => sameRevision(one.revision, revision))) return sync;
  let next = sync;
  for (const link of refused.filter(isOfUnknownIssue).flatMap(({ field }) => linkOf(field) ?? [])) {
    const upTo = next.snapshots.findIndex((one) => compareRevisions(one.revision, revision) >= 0 && !has(one.document, link));
    const snapshots = next.snapshots.map((one, i) =>
      compareRevisions(one.revision, revision) < 0 || (upTo >= 0 && i >= upTo) ? one : { ...one, document: without(one.document, [link]) },
    );
    next = { ...next, snapshots };
    // Where it was taken away and made again since, that one is on its way.
    if (upTo < 0) next = { ...waiting(next, [link]), base: without(next.base, [link]) };
  }
  return next;
}

/** They stand in the tracker, are no edit, and are looked at again once both have their other issue. */
function waiting(sync: IssueSync, links: readonly Link[]): IssueSync {
  const stays = links.map((link): readonly [string, Failure] => [linkPart(link), { code: "LINK_NOT_KNOWN", field: linkPart(link) }]);
  return {
    ...sync,
    mine: without(sync.mine, links),
    shadow: without(sync.shadow, links),
    stays: { ...sync.stays, ...Object.fromEntries(stays) },
  };
}

function without(document: Document, links: readonly Link[]): Document {
  return links.length === 0 ? document : withExtras(document, document.attachments, canonicalLinks(linksBeyond(links, document.links)));
}

function has({ links = [] }: Document, link: Link): boolean {
  return links.some((other) => linkText(other) === linkText(link));
}
