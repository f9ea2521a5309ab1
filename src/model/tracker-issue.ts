import type { AttachmentId } from "./attachment.ts";
import type { CommentId, IssueId } from "./document.ts";
import type { Link } from "./link.ts";
import type { Value } from "./value.ts";

/** A comment as a tracker holds it, internal ones included. */
export interface TrackerComment {
  readonly id: CommentId;
  /** `Name` or `Name <mail>`. */
  readonly author: string;
  /** ISO 8601; null where the tracker knows none. */
  readonly created: string | null;
  readonly body: string;
  readonly internal: boolean;
}

/** A former content of it lies in its place, or another file does, or it had come and lies there no more. */
export type Instead = "former" | "another" | "gone";

/** What a tracker knows of a file of an issue. */
export interface TrackerAttachment {
  readonly id: AttachmentId;
  /** As a person sees it. */
  readonly name: string;
  /** The name under which it is kept here, where no file can have its own (`CON.txt`) or another has it. */
  readonly keptAs?: string;
  /** `image/png`; `application/octet-stream` where nothing is known. */
  readonly mediaType: string;
  /** `Name` or `Name <mail>`; empty where the tracker knows none. */
  readonly author: string;
  /** ISO 8601; null where the tracker knows none. */
  readonly created: string | null;
  /** What its content is, or was said to be; null: nobody knows. */
  readonly content: { readonly size: number; readonly sha256: string } | null;
  /** Whether that content lies here. */
  readonly here: boolean;
  /** Of a file of a partner that is not here: what is known besides; absent: nothing came yet. */
  readonly instead?: Instead;
}

/**
 * An issue as one tracker holds it, in this side's own words. `fields` are canonical non-null values by the contract's names
 * (title, body, type, status, priority, labels, assignee, due, reporter, created); what the tracker keeps besides never leaves it.
 */
export interface TrackerIssue {
  readonly id: IssueId;
  readonly key: string;
  /** Opaque; equal only if nothing that a write could destroy has changed. */
  readonly version: string;
  readonly fields: Readonly<Record<string, Value>>;
  readonly comments: readonly TrackerComment[];
  /** Connection names the issue is marked for; `-name` excludes it. */
  readonly share: readonly string[];
  /** Absent: none, as with links. */
  readonly attachments?: readonly TrackerAttachment[];
  /** Those whose other issue the tracker has. */
  readonly links?: readonly Link[];
}

/** What a write changes. Only what is named is touched. */
export interface TrackerChange {
  /** New values; null clears. */
  readonly fields?: Readonly<Record<string, Value>>;
  /** What some of these fields become on the way to their new value, in order: each a write of its own, before all the rest. */
  readonly via?: Readonly<Record<string, readonly Value[]>>;
  /** Comments added, or edited where the id is there. */
  readonly comments?: readonly TrackerComment[];
  readonly removedComments?: readonly CommentId[];
  readonly share?: readonly string[];
  /** Attachments added, or said anew where the id is there. Their contents come another way (`ports/contents.ts`). */
  readonly attachments?: readonly TrackerAttachment[];
  readonly removedAttachments?: readonly AttachmentId[];
  readonly links?: { readonly added: readonly Link[]; readonly removed: readonly Link[] };
}
