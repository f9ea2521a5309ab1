import type { Failure } from "../model/failure.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import type { ConfirmationMessage } from "../protocol/messages/confirmation.ts";
import type { IssueMessage } from "../protocol/messages/issue.ts";
import { type Merged, receiveAtPrimary } from "./receive-primary.ts";
import { receiveAtSecondary } from "./receive-secondary.ts";
import { receiveWhole } from "./receive-whole.ts";
import type { Rules } from "./rules.ts";

/** An incoming document merged by the rules of our role; null: made against a base that is not known here. */
export function mergeMessage(
  rules: Rules,
  sync: IssueSync,
  message: IssueMessage | ConfirmationMessage,
  trackerRefused: readonly Failure[],
): Merged | null {
  if (rules.role === "primary") {
    if (message.kind !== "issue") return null;
    const isWhole = message.whole !== undefined || (sync.recovering !== undefined && message.base.number === 0);
    return (isWhole ? receiveWhole : receiveAtPrimary)(rules, sync, message, trackerRefused);
  }
  if (message.kind === "issue") return receiveAtSecondary(rules, sync, message);
  return message.base && message.changes
    ? receiveAtSecondary(rules, sync, { ...message, base: message.base, changes: message.changes })
    : null;
}
