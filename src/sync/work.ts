import type { IssueSync } from "../model/issue-sync.ts";
import type { InboxEntry } from "../ports/store.ts";
import type { TrackerWrite } from "../ports/tracker.ts";
import type { ConfirmationMessage } from "../protocol/messages/confirmation.ts";
import type { IssueMessage } from "../protocol/messages/issue.ts";
import type { Intent } from "./intent.ts";
import type { Merged } from "./receive-primary.ts";
import type { Rules } from "./rules.ts";

export type IssueEntry = InboxEntry & { readonly message: IssueMessage | ConfirmationMessage };

/** A write that one incoming message asks for, and what was known when it was decided. */
export interface Work {
  readonly entry: IssueEntry;
  readonly rules: Rules;
  /** As committed before the message; nothing of the merge is committed until the write's outcome is known. */
  readonly original: IssueSync;
  /** An earlier process intended it, and may have performed it. */
  readonly resumed: boolean;
  readonly merged: Merged;
  readonly intent: Intent;
  readonly write: TrackerWrite;
}
