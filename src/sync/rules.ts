import type { Contract, ContractField, Role } from "../model/contract.ts";
import { withAttachments } from "../model/attachment-set.ts";
import type { Attachment } from "../model/attachment.ts";
import { type Document, type IssueId, type ParticipantId, fieldOf, withExtras } from "../model/document.ts";
import { type Link, canonicalLinks, linkOfText, linkText } from "../model/link.ts";
import { type Mapping, type ScopeChoice, ownField } from "../model/mapping.ts";
import type { Value } from "../model/value.ts";
import type { TrackerField, TrackerHolds } from "../ports/tracker.ts";

/** What the pure steps of one connection need to know besides the issue: who we are, who they are, what was agreed, our own words. */
export interface Rules {
  readonly role: Role;
  readonly contract: Contract;
  readonly mapping: Mapping;
  readonly choice: ScopeChoice;
  readonly self: ParticipantId;
  readonly partner: ParticipantId;
  /** Fields that our tracker has, by its names; absent or null: whatever a contract names. */
  readonly held?: ReadonlyMap<string, TrackerField> | null;
  /** What our tracker has a place for beside them; absent: for files and links. */
  readonly holds?: TrackerHolds;
  /** Who has an issue on this connection: only to those of both sides links travel. Absent: nobody any. */
  readonly standing?: (issue: IssueId) => "both" | "told" | null;
  /** Issues that this side forgot: what was its own there comes back from the partner. Absent: it was never put back. */
  readonly forgot?: (issue: IssueId) => boolean;
  /** Of revisions that are given now; absent: 0. */
  readonly era?: number;
}

export function contractField(contract: Contract, name: string): ContractField | undefined {
  return contract.fields.find((field) => field.name === name);
}

/** Whether our tracker has a place for the contract's field at all: nothing is read from one that it has not, and nothing written. */
export function isHeld(rules: Rules, name: string): boolean {
  return !rules.held || rules.held.has(ownField(rules.mapping, name));
}

const COMMENT = "comment:";
const ATTACHMENT = "attachment:";
const LINK = "link:";

/** Name of the part of a document that a comment is; the others are attachments, links, the fields' names, `deleted` and `shared`. */
export function commentPart(id: string): string {
  return COMMENT + id;
}

export function commentIdOf(part: string): string | null {
  return part.startsWith(COMMENT) ? part.slice(COMMENT.length) : null;
}

export function attachmentPart(id: string): string {
  return ATTACHMENT + id;
}

export function linkPart(link: Link): string {
  return LINK + linkText(link);
}

export function attachmentIdOf(part: string): string | null {
  return part.startsWith(ATTACHMENT) ? part.slice(ATTACHMENT.length) : null;
}

export function linkOf(part: string): Link | null {
  return part.startsWith(LINK) ? linkOfText(part.slice(LINK.length)) : null;
}

/** Whether it is a field of the contract, or could be: no part of another kind has such a name. */
export function isFieldPart(part: string): boolean {
  return part !== "deleted" && part !== "shared" && !part.includes(":");
}

/** What stands for an attachment where a value is wanted: its content, its kind and its name, on one line. null: it is not there. */
export function attachmentValue(attachment: Attachment | undefined): Value {
  if (attachment === undefined || attachment.removed) return null;
  const { sha256, size, mediaType, name } = attachment;
  return `${sha256} ${size} ${mediaType} ${name}`;
}

/** The value of a part as it is named in messages and kept as lost: a comment's is its body, an attachment's see `attachmentValue`, a link's `true`; null when it is not there. */
export function partOf(document: Document, part: string): Value {
  if (part === "deleted") return document.deleted;
  if (part === "shared") return document.shared;
  const file = attachmentIdOf(part);
  if (file !== null) return attachmentValue(document.attachments?.find((other) => other.id === file));
  if (part.startsWith(LINK)) return (document.links ?? []).some((link) => linkPart(link) === part) ? true : null;
  const id = commentIdOf(part);
  if (id === null) return fieldOf(document, part);
  const comment = document.comments.find((other) => other.id === id);
  return comment === undefined || comment.removed ? null : comment.body;
}

/** `document` with a part as it is in `from`. */
export function withPartFrom(document: Document, part: string, from: Document): Document {
  if (part === "deleted") return { ...document, deleted: from.deleted };
  if (part === "shared") return { ...document, shared: from.shared };
  const id = commentIdOf(part);
  if (id !== null) {
    const kept = document.comments.filter((comment) => comment.id !== id);
    const other = from.comments.find((comment) => comment.id === id);
    return { ...document, comments: other ? [...kept, other].sort((a, b) => (a.id < b.id ? -1 : 1)) : kept };
  }
  const file = attachmentIdOf(part);
  if (file !== null) {
    const kept = document.attachments?.filter((other) => other.id !== file);
    const other = from.attachments?.find((attachment) => attachment.id === file);
    return withExtras(document, other ? withAttachments(kept, [other]) : kept, document.links);
  }
  const link = linkOf(part);
  if (link !== null) {
    const kept = (document.links ?? []).filter((other) => linkPart(other) !== part);
    return withExtras(document, document.attachments, canonicalLinks(partOf(from, part) === true ? [...kept, link] : kept));
  }
  const fields = new Map(Object.entries(document.fields));
  const value = fieldOf(from, part);
  if (value === null) fields.delete(part);
  else fields.set(part, value);
  return { ...document, fields: Object.fromEntries(fields) };
}
