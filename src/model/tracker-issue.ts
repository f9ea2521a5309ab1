import type { CommentId, IssueId } from "./document.ts";
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
}
