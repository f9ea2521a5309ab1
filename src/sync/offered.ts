import type { Connection } from "../model/connection.ts";
import type { ConfirmationMessage } from "../protocol/messages/confirmation.ts";
import type { IssueMessage } from "../protocol/messages/issue.ts";
import { NO_REVISION } from "../model/revision.ts";
import type { Context } from "./context.ts";

/** A project takes an issue id over one connection only: offered over another it says through which it has it. */
export function shareRefusal(context: Context, connection: Connection, message: IssueMessage | ConfirmationMessage): ConfirmationMessage | null {
  if (message.kind !== "issue") return null;
  const other = context.store.syncsOf(message.issue).find(({ sync }) => sync.connection !== connection.id && !sync.frozen);
  if (!other) return null;
  const through = context.store.connection(other.sync.connection)?.name ?? "";
  return {
    kind: "confirmation",
    issue: message.issue,
    contract: connection.contract?.number ?? 0,
    result: "already shared",
    revision: NO_REVISION,
    conflicts: [],
    refused: [],
    overruled: [],
    failure: { code: "ALREADY_SHARED", detail: through },
  };
}
