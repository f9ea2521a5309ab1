import type { Attachment } from "./attachment.ts";
import type { Link } from "./link.ts";
import type { Value } from "./value.ts";

/** Participant, issue and comment ids are opaque text here; `ids.ts` makes and checks them. */
export type ParticipantId = string;
export type IssueId = string;
export type CommentId = string;

/**
 * A public comment as one connection sees it. `origin` is the participant at one of the two ends that introduced it here:
 * a project that passes a third partner's comment on vouches for it with its own id. Only its origin's side may edit it.
 * A removed comment stays as a tombstone: `removed` is true and `body` is empty.
 */
export interface Comment {
  readonly id: CommentId;
  readonly origin: ParticipantId;
  /** A name; a mail address only where the sender's mapping says so. */
  readonly author: string;
  /** ISO 8601, for display only. */
  readonly created: string;
  readonly edited?: string;
  readonly body: string;
  /** Not for the public of the receiving tracker; travels only where the contract says `all`. */
  readonly internal?: true;
  readonly removed?: true;
}

/**
 * A projection: an issue as the contract sees it, in canonical form. What travels, and what is merged.
 * `fields` has own, canonical, non-null values only; comments and attachments are in order of id, one each; links in order of their lines. An issue
 * without attachments, or without links, has no such member.
 */
export interface Document {
  readonly fields: Readonly<Record<string, Value>>;
  readonly comments: readonly Comment[];
  readonly deleted: boolean;
  /** False once its introducer no longer shares it: the partner's copy is then on its own. */
  readonly shared: boolean;
  /** What is said of its files, tombstones among them. */
  readonly attachments?: readonly Attachment[];
  readonly links?: readonly Link[];
}

type Extras = Pick<Document, "attachments" | "links">;

/** The members that only some documents have, to be spread into one. */
export function extras(attachments: Extras["attachments"] | undefined, links: Extras["links"] | undefined): Extras {
  return { ...(attachments && attachments.length > 0 && { attachments }), ...(links && links.length > 0 && { links }) };
}

/** `document` with other attachments and links. */
export function withExtras(
  document: Document,
  attachments: Extras["attachments"] | undefined,
  links: Extras["links"] | undefined,
): Document {
  const { attachments: _, links: __, ...rest } = document;
  return { ...rest, ...extras(attachments, links) };
}

/** The document before the first revision: the common ancestor of two sides that agreed on nothing yet. */
export const EMPTY_DOCUMENT: Document = { fields: {}, comments: [], deleted: false, shared: true };

/** The value of a field; `null` when it has none. Safe for any name, `constructor` and `__proto__` included. */
export function fieldOf(document: Document, name: string): Value {
  return Object.hasOwn(document.fields, name) ? (document.fields[name] ?? null) : null;
}
