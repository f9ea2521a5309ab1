import type { Role } from "../../model/contract.ts";
import { compareRevisions } from "../../model/revision.ts";
import type { ConfirmationMessage } from "../messages/confirmation.ts";
import type { IssueMessage } from "../messages/issue.ts";
import { type IssueArrival, type IssueRefusal, ISSUE_MACHINE } from "./issue-table.ts";
import { type Observer, cell } from "./table.ts";

export type IssueGuard =
  | IssueRefusal
  /** Changes without the revision they start from, or the other way round. */
  | "HALF_A_DOCUMENT"
  /** A document that is not newer than what it was made from. */
  | "BAD_REVISION";

/**
 * Whether a receiver of this role takes the message at all (docs/PROTOCOL.md 5); null: it does. What a code says no to is answered by `Refused`
 * and changes nothing.
 */
export function issueGuard(role: Role, message: IssueMessage | ConfirmationMessage, observe?: Observer): IssueGuard | null {
  if (message.kind === "confirmation" && (message.base === undefined) !== (message.changes === undefined)) return "HALF_A_DOCUMENT";
  const found = cell(ISSUE_MACHINE, role, arrivalOf(message), observe);
  if ("refuse" in found) return found.refuse;
  return brings(message) && !isNewer(message) ? "BAD_REVISION" : null;
}

export function arrivalOf(message: IssueMessage | ConfirmationMessage): IssueArrival {
  if (message.kind === "issue") return message.revision === undefined ? "issue without revision" : "issue with revision";
  return `${message.result} ${brings(message) ? "with" : "without"} document`;
}

/** Whether it brings an authoritative document. */
function brings(message: IssueMessage | ConfirmationMessage): boolean {
  return message.kind === "issue" ? message.revision !== undefined : message.changes !== undefined;
}

function isNewer({ base, revision }: IssueMessage | ConfirmationMessage): boolean {
  return base !== undefined && revision !== undefined && compareRevisions(base, revision) < 0;
}
