import {
  attachmentOutside,
  attachmentTombstone,
  canonicalAttachments,
  isAttachmentName,
  plainMediaType,
  sameAttachment,
} from "../model/attachment-set.ts";
import type { Attachment, AttachmentId } from "../model/attachment.ts";
import type { Document } from "../model/document.ts";
import type { Failure } from "../model/failure.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import { type Link, canonicalLinks, isLinkKind, linksBeyond } from "../model/link.ts";
import type { TrackerAttachment, TrackerIssue } from "../model/tracker-issue.ts";
import { MAX } from "../protocol/limits.ts";
import { MOMENT } from "../protocol/parts/text.ts";
import { authorFor } from "./people-words.ts";
import { type Rules, attachmentPart, linkPart } from "./rules.ts";

/** Files and links that stay here, by their parts, and why. That is no error: the rest of the issue travels. */
export type Stays = Readonly<Record<string, Failure>>;

export interface ProjectedFiles {
  readonly document: Document["attachments"] | undefined;
  /** The same as the tracker shows it. */
  readonly shown: Document["attachments"] | undefined;
  /** Partner's files that were taken out here by hand, and what a stale text lacks: to be written again. */
  readonly restores: readonly AttachmentId[];
  readonly stays: Stays;
}

type Known = Pick<IssueSync, "mine" | "shadow"> & Partial<Pick<IssueSync, "base" | "snapshots">>;

/**
 * The files of an issue as the contract sees them. Of an own one what it is now travels, and that it is gone only where it was taken out of the
 * issue: a file that is not here says nothing. A partner's stays as it was agreed, whatever stands here. What the contract does not let through stays.
 */
export function projectAttachments(
  rules: Rules,
  issue: TrackerIssue,
  known: Known,
  ancestor: TrackerIssue | null,
  now: string,
): ProjectedFiles {
  const isRead = rules.contract.attachments !== "none" && rules.holds?.attachments !== false;
  if (!isRead) return { document: known.mine.attachments, shown: known.shadow.attachments, restores: [], stays: {} };
  const there = new Map(issue.attachments?.map((attachment) => [attachment.id, attachment]));
  const before = ancestor && new Map(ancestor.attachments?.map((attachment) => [attachment.id, attachment]));
  // What was numbered under another contract and not confirmed is not agreed.
  const agreed = new Map((known.snapshots?.[0]?.document ?? known.base)?.attachments?.map((attachment) => [attachment.id, attachment]));
  const last = new Map(known.shadow.attachments?.map((attachment) => [attachment.id, attachment]));
  const all: Attachment[] = [];
  const shown: Attachment[] = [];
  const restores: AttachmentId[] = [];
  const stays: Record<string, Failure> = {};
  const stay = (attachment: { readonly id: AttachmentId; readonly name: string }, code: Failure["code"], detail?: string): void => {
    const field = attachmentPart(attachment.id);
    stays[field] = { code, field, value: attachment.name, ...(detail !== undefined && { detail }) };
  };
  for (const attachment of known.mine.attachments ?? []) {
    const { id } = attachment;
    const present = there.get(id);
    there.delete(id);
    const shadow = last.get(id);
    const wasGone = shadow === undefined || shadow.removed === true;
    const isOwn = attachment.origin !== rules.partner;
    const same = present ? !wasGone && shows(present, shadow, isOwn) : wasGone;
    const old = before?.get(id);
    const untouched = before !== null && (present && old ? sameLine(present, old) : present === old);
    const said = present && isOwn ? saidOf(rules, attachment, present, now) : null;
    // What was noted under another contract and never agreed waits as well, and is told.
    const isNews = said !== null && (said !== attachment || (!said.removed && !isAgreed(agreed.get(id), said)));
    const outside = isNews ? unfit(rules, said) : null;
    let next = attachment;
    if (present && outside) stay(present, outside.code, outside.detail);
    // What was taken out and stands there again without its content is no file that somebody attached.
    else if (!same && (!isOwn || untouched || (said?.removed && present))) restores.push(id);
    else if (!same) next = said ?? attachmentTombstone(attachment);
    all.push(next);
    // A name that may not travel is not mistaken for an edit: as it was seen last.
    if (outside) shown.push(shadow ?? attachment);
    else if (present) shown.push(shownAs(next, present, isOwn));
    else if (next.removed) shown.push(next);
  }
  let files = all.filter(({ removed }) => !removed).length;
  for (const found of there.values()) {
    const fresh: Attachment | null = found.content && {
      id: found.id,
      origin: rules.self,
      name: found.name,
      ...found.content,
      mediaType: plainMediaType(found.mediaType),
      author: authorFor(rules.mapping, "send", found.author),
      created: momentOf(found.created, now),
    };
    if (fresh === null || !found.here) {
      stay(found, "NO_CONTENT");
      continue;
    }
    const isFull = files >= MAX.files || all.length >= MAX.attachments;
    const outside = unfit(rules, fresh) ?? (isFull ? { code: "TOO_LONG" as const, detail: String(MAX.files) } : null);
    if (outside) {
      stay(found, outside.code, outside.detail);
      continue;
    }
    files++;
    all.push(fresh);
    shown.push(fresh);
  }
  const { attachments = [] } = known.mine;
  const unchanged = all.length === attachments.length && all.every((attachment, i) => attachment === attachments[i]);
  return { document: unchanged ? known.mine.attachments : canonicalAttachments(all), shown: canonicalAttachments(shown), restores, stays };
}

/** What of a projection goes to the partner beside its fields. Files that came from there do not, nor what the contract does not let through. */
export function leavingBeside(
  { contract, partner }: Rules,
  { attachments = [], links = [] }: Document,
): { readonly files: readonly Attachment[]; readonly links: readonly Link[] } {
  const own = attachments.filter(({ origin, removed }) => origin !== partner && !removed);
  return { files: contract.attachments === "none" ? [] : own, links: contract.links === "none" ? [] : links };
}

/** What the tracker says of an own file; the same object where that is nothing new. The content of one that is not here is none. */
function saidOf(rules: Rules, attachment: Attachment, present: TrackerAttachment, now: string): Attachment {
  if (attachment.removed && !(present.here && present.content)) return attachment;
  const said = shownAs(attachment, present, true);
  if (!attachment.removed) return sameAttachment(said, attachment) ? attachment : said;
  return { ...said, author: authorFor(rules.mapping, "send", present.author), created: momentOf(present.created, now) };
}

/** The file as its line in the tracker has it. */
function shownAs(attachment: Attachment, { name, mediaType, content, here }: TrackerAttachment, isOwn: boolean): Attachment {
  const { size, sha256 } = content && (here || !isOwn) ? content : attachment;
  return { ...withoutMark(attachment), name, mediaType: plainMediaType(mediaType), size, sha256 };
}

function shows(present: TrackerAttachment, shadow: Attachment, isOwn: boolean): boolean {
  return sameAttachment(shownAs(shadow, present, isOwn), shadow);
}

function sameLine(a: TrackerAttachment, b: TrackerAttachment): boolean {
  const text = ({ name, mediaType, content, here }: TrackerAttachment): string =>
    JSON.stringify([name, mediaType, content?.size, content?.sha256, here]);
  return text(a) === text(b);
}

/** A date for people; what the tracker has instead of one says nothing. */
function momentOf(given: string | null, now: string): string {
  return given !== null && MOMENT.test(given) ? given : now;
}

function isAgreed(agreed: Attachment | undefined, attachment: Attachment): boolean {
  return agreed !== undefined && sameAttachment(agreed, attachment);
}

function withoutMark(attachment: Attachment): Attachment {
  const { removed: _, ...rest } = attachment;
  return rest;
}

function unfit({ contract }: Rules, attachment: Attachment): { readonly code: Failure["code"]; readonly detail?: string } | null {
  if (!isAttachmentName(attachment.name) || attachment.name.length > MAX.name) return { code: "WRONG_TYPE" };
  const outside = attachmentOutside(contract.attachments, attachment);
  return outside === null ? null : { code: "NOT_IN_CONTRACT", detail: outside };
}

/** Links as the tracker shows them: new ones only to issues that both sides have. The others stay until that is so. */
export function projectLinks(
  rules: Rules,
  issue: TrackerIssue,
  known: Known,
): { readonly links: Document["links"] | undefined; readonly stays: Stays } {
  if (rules.contract.links === "none" || rules.holds?.links === false) return { links: known.shadow.links, stays: {} };
  const found = canonicalLinks(issue.links ?? []) ?? [];
  const fresh = linksBeyond([...(known.mine.links ?? []), ...(known.shadow.links ?? [])], found);
  const failures = new Map(fresh.flatMap((link) => (codeOf(rules, link) ? [[linkPart(link), codeOf(rules, link)] as const] : [])));
  const fit = fresh.filter((link) => !failures.has(linkPart(link)));
  // Of what both sides have nothing is cut: that would take it away from the partner.
  const room = MAX.links - (found.length - fresh.length);
  for (const link of fit.slice(Math.max(room, 0))) failures.set(linkPart(link), "TOO_LONG");
  const stays = Object.fromEntries(
    [...failures].flatMap(([part, code]) => {
      const detail = code === "TOO_LONG" ? { detail: String(MAX.links) } : {};
      return code ? [[part, { code, field: part, ...detail }] as const] : [];
    }),
  );
  return { links: canonicalLinks(found.filter((link) => !failures.has(linkPart(link)))), stays };
}

/** Why a link does not travel; null: it may. */
function codeOf(rules: Rules, { kind, issue }: Link): Failure["code"] | null {
  if (!isLinkKind(kind)) return "WRONG_TYPE";
  return rules.standing?.(issue) === "both" ? null : "LINK_NOT_KNOWN";
}
