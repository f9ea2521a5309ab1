import type { IssueId } from "./document.ts";
import type { SyncStatus } from "./status.ts";
import type { Value } from "./value.ts";

/** What the project knows of one of its issues without asking the tracker: lists, trees and other windows read this. */
export interface LocalIssue {
  readonly id: IssueId;
  readonly key: string;
  /** The tracker's version when last read or written; null when it is not there. */
  readonly version: string | null;
  /** Title, type, status, priority, labels, assignee, due: everything short that lists and filters show. */
  readonly fields: Readonly<Record<string, Value>>;
  readonly share: readonly string[];
  /** The connection it came over; null when introduced here. */
  readonly receivedOver: string | null;
  /** Stub: what became of it. */
  readonly gone: "deleted" | null;
  /** Waits for an answer, or cannot be read. */
  readonly heldBecause: string | null;
  readonly syncStatus: SyncStatus;
  /** Set by the store: its stamp when it came to know the issue. */
  readonly since?: number;
  /** Set by the store at each change; strictly increasing over all issues. */
  readonly stamp: number;
}
