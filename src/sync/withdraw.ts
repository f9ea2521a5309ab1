import type { Connection } from "../model/connection.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import type { Context } from "./context.ts";

/**
 * The state without the document of ours that waits in the outbox and is not sealed yet: it stays here. What is sealed is in the chain of
 * files and leaves (invariant A2), and so does an answer that the partner waits for. Inside a transaction, for an issue that is not to be
 * shared any more.
 */
export function withdrawn(context: Context, connection: Connection, sync: IssueSync): IssueSync {
  const { sentAs, ...rest } = sync;
  const [before, last, ...more] = sync.snapshots;
  if (sentAs === undefined) return sync;
  if (connection.role === "secondary") {
    if (sync.sent === null || !context.store.withdraw(connection.id, sentAs)) return sync;
    return { ...rest, sent: null, sentOverruled: [], overruled: [...sync.sentOverruled, ...sync.overruled] };
  }
  if (!before || !last || more.length > 0 || sync.reply?.confirms || !context.store.withdraw(connection.id, sentAs)) return sync;
  return {
    ...rest,
    base: before.document,
    revision: before.revision,
    snapshots: [before],
    overruled: [...(sync.reply?.overruled ?? []), ...sync.overruled],
    reply: null,
  };
}
