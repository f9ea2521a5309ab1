import { changedAttachments, canonicalAttachments, sameAttachment } from "../model/attachment-set.ts";
import type { AttachmentId } from "../model/attachment.ts";
import type { Document } from "../model/document.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import { type Link, canonicalLinks, linkText, linksBeyond } from "../model/link.ts";
import type { TrackerAttachment, TrackerChange } from "../model/tracker-issue.ts";
import { authorFor } from "./people-words.ts";
import { type Rules, attachmentIdOf, attachmentPart, linkOf, linkPart } from "./rules.ts";

interface How {
  /** The tracker does not have the issue. */
  readonly whole: boolean;
  readonly everything: boolean;
}

interface IntendedParts<Named> {
  readonly change: TrackerChange;
  readonly parts: readonly string[];
  /** Agreed parts that were looked at: what was refused of them before is decided anew. */
  readonly looked: readonly Named[];
  /** Those of them for which our tracker has no place. */
  readonly unheld: readonly Named[];
}

/** What has to be written of the files of an issue so that the tracker shows `sync.mine`. */
export function intendFiles(rules: Rules, before: Document, sync: IssueSync, { whole, everything }: How): IntendedParts<AttachmentId> {
  const { mine } = sync;
  const shown = new Map(sync.shadow.attachments?.map((attachment) => [attachment.id, attachment]));
  const changed = whole || everything ? (mine.attachments ?? []) : changedAttachments(before.attachments, mine.attachments);
  const looked = changed.map(({ id }) => id);
  if (rules.holds?.attachments === false) {
    const wanted = rules.contract.attachments === "none" ? [] : changed.filter(({ removed }) => !removed);
    return { change: {}, parts: [], looked, unheld: wanted.map(({ id }) => id) };
  }
  const attachments: TrackerAttachment[] = [];
  const removedAttachments: AttachmentId[] = [];
  for (const attachment of changed) {
    const { id, name, size, sha256, mediaType, created } = attachment;
    const there = shown.get(id);
    // What stands there and waits for its content was never taken up, and goes all the same where its owner took it out.
    const shows = attachment.removed
      ? (there === undefined || there.removed) && sync.stays?.[attachmentPart(id)] === undefined
      : !whole && there !== undefined && sameAttachment(there, attachment);
    // What is ours stands there as its owner wrote it, and is not written over with what the partner was told.
    if (shows && (!everything || attachment.origin !== rules.partner)) continue;
    const author = attachment.origin === rules.partner ? authorFor(rules.mapping, "receive", attachment.author) : attachment.author;
    if (attachment.removed) removedAttachments.push(id);
    else
      attachments.push({ id, name, mediaType, author, created: created === "" ? null : created, content: { size, sha256 }, here: false });
  }
  return {
    change: { ...(attachments.length > 0 && { attachments }), ...(removedAttachments.length > 0 && { removedAttachments }) },
    parts: [...attachments.map(({ id }) => id), ...removedAttachments].map(attachmentPart),
    looked,
    unheld: [],
  };
}

export function intendLinks(
  { contract, holds }: Rules,
  before: Document,
  { mine, shadow }: IssueSync,
  { whole, everything }: How,
): IntendedParts<Link> {
  const isAnew = whole || everything;
  const there = whole ? [] : shadow.links;
  const wanted = isAnew ? (mine.links ?? []) : linksBeyond(before.links, mine.links);
  // What comes back from the trash brings the links that it had.
  const unwanted = linksBeyond(mine.links, isAnew ? shadow.links : before.links);
  const added = linksBeyond(there, wanted);
  const shown = new Set(shadow.links?.map(linkText));
  const removed = unwanted.filter((link) => shown.has(linkText(link)));
  const looked = [...wanted, ...unwanted];
  const none = { change: {}, parts: [], looked, unheld: [] };
  if (holds?.links === false) return contract.links === "none" ? none : { ...none, unheld: wanted };
  if (added.length + removed.length === 0) return none;
  return { ...none, change: { links: { added, removed } }, parts: [...added, ...removed].map(linkPart) };
}

/** The shadow's files once a write to these parts read back; null: nothing was written. */
export function settledAttachments(shadow: Document, read: Document | null, parts: readonly string[]): Document["attachments"] {
  const written = new Set(parts.flatMap((part) => attachmentIdOf(part) ?? []));
  if (read === null || written.size === 0) return shadow.attachments;
  const kept = shadow.attachments?.filter(({ id }) => !written.has(id)) ?? [];
  return canonicalAttachments([...kept, ...(read.attachments?.filter(({ id }) => written.has(id)) ?? [])]);
}

export function settledLinks(shadow: Document, read: Document | null, parts: readonly string[]): Document["links"] {
  const written = parts.flatMap((part) => linkOf(part) ?? []);
  if (read === null || written.length === 0) return shadow.links;
  const shows = new Set(read.links?.map(linkText));
  return canonicalLinks([...linksBeyond(written, shadow.links), ...written.filter((link) => shows.has(linkText(link)))]);
}
