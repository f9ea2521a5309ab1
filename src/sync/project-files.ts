import { attachmentOutside, attachmentTombstone, canonicalAttachments, isAttachmentName } from "../model/attachment-set.ts";
import type { Attachment, AttachmentId } from "../model/attachment.ts";
import type { Document } from "../model/document.ts";
import type { Failure } from "../model/failure.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import { canonicalLinks, linksBeyond } from "../model/link.ts";
import type { TrackerAttachment, TrackerIssue } from "../model/tracker-issue.ts";
import { MAX } from "../protocol/limits.ts";
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

type Known = Pick<IssueSync, "mine" | "shadow">;

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
  const rule = rules.contract.attachments;
  if (rule === "none") return { document: known.mine.attachments, shown: known.shadow.attachments, restores: [], stays: {} };
  const there = new Map(issue.attachments?.map((attachment) => [attachment.id, attachment]));
  const before = ancestor && new Set(ancestor.attachments?.map(({ id }) => id));
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
    const turned = (present === undefined) !== wasGone;
    const isOwn = attachment.origin !== rules.partner;
    const untouched = before !== null && before.has(id) === (present !== undefined);
    let next = attachment;
    if (turned && (!isOwn || untouched)) restores.push(id);
    else if (present === undefined && turned) next = attachmentTombstone(attachment);
    else if (present && isOwn && (turned || !attachment.removed)) {
      const said = saidOf(attachment, present);
      const outside = said === attachment ? null : unfit(rules, said);
      if (outside) stay(present, outside.code, outside.detail);
      else next = said;
    }
    all.push(next);
    if (present !== undefined) shown.push(next.removed ? { ...withoutMark(next), name: present.name } : next);
    else if (next.removed) shown.push(next);
  }
  for (const found of there.values()) {
    const fresh: Attachment | null = found.content && {
      id: found.id,
      origin: rules.self,
      name: found.name,
      ...found.content,
      mediaType: found.mediaType,
      author: authorFor(rules.mapping, "send", found.author),
      created: found.created ?? now,
    };
    if (fresh === null || !found.here) {
      stay(found, "NO_CONTENT");
      continue;
    }
    const outside =
      unfit(rules, fresh) ?? (all.length >= MAX.attachments ? { code: "TOO_LONG" as const, detail: String(MAX.attachments) } : null);
    if (outside) {
      stay(found, outside.code, outside.detail);
      continue;
    }
    all.push(fresh);
    shown.push(fresh);
  }
  const { attachments = [] } = known.mine;
  const unchanged = all.length === attachments.length && all.every((attachment, i) => attachment === attachments[i]);
  return { document: unchanged ? known.mine.attachments : canonicalAttachments(all), shown: canonicalAttachments(shown), restores, stays };
}

/** What the tracker says of an own file; the same object where that is nothing new. */
function saidOf(attachment: Attachment, { name, mediaType, content, here }: TrackerAttachment): Attachment {
  const { size, sha256 } = here && content ? content : attachment;
  const { removed } = attachment;
  if (removed && !here) return attachment;
  if (
    !removed &&
    attachment.name === name &&
    attachment.mediaType === mediaType &&
    attachment.size === size &&
    attachment.sha256 === sha256
  )
    return attachment;
  return { ...withoutMark(attachment), name, mediaType, size, sha256 };
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
  if (rules.contract.links === "none") return { links: known.shadow.links, stays: {} };
  const found = canonicalLinks(issue.links ?? []) ?? [];
  const fresh = linksBeyond([...(known.mine.links ?? []), ...(known.shadow.links ?? [])], found);
  const unknown = fresh.filter((link) => rules.standing?.(link.issue) !== "both" || !isLinkKind(link.kind));
  const many = linksBeyond(unknown, found).slice(MAX.links);
  const stays = Object.fromEntries([
    ...unknown.map((link) => [linkPart(link), { code: "LINK_NOT_KNOWN", field: linkPart(link) }] as const),
    ...many.map((link) => [linkPart(link), { code: "TOO_LONG", field: linkPart(link), detail: String(MAX.links) }] as const),
  ]);
  const links = canonicalLinks(linksBeyond([...unknown, ...many], found));
  return { links, stays };
}

function isLinkKind(kind: string): boolean {
  return kind.length <= MAX.word;
}
