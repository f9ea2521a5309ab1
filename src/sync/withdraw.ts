import { sameDocument } from "../model/changes.ts";
import type { Connection } from "../model/connection.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import type { Context } from "./context.ts";
import { outgoing } from "./outgoing.ts";
import { documentToSend, isUntold, lastSnapshot } from "./sync-status.ts";

/**
 * The state without the document of ours that waits in the outbox and is not sealed yet, where another one would leave now, or none: a
 * slip that was seen in time stays here. The next look at what is due makes it anew. What is sealed is in the chain of files and leaves
 * (invariant A2), and so does an answer that the partner waits for. Inside a transaction.
 */
export function withdrawnIfOld(context: Context, connection: Connection, sync: IssueSync): IssueSync {
  const before = beforeSent(connection, sync);
  if (before === null) return sync;
  const [ready, waits] =
    connection.role === "secondary" ? [documentToSend(sync), sync.sent ?? sync.base] : [sync.mine, lastSnapshot(sync).document];
  if (sameDocument(outgoing(connection, ready, before.base), waits)) return sync;
  return takenBack(context, connection, sync, before) ?? sync;
}

/** The state of an issue of which nothing ever left, nor will; null where something did or is sealed. Inside a transaction. */
export function withdrawnIfFirst(context: Context, connection: Connection, sync: IssueSync): IssueSync | null {
  if (isUntold(sync)) return sync;
  const before = beforeSent(connection, sync);
  return before !== null && isUntold(before) ? takenBack(context, connection, sync, before) : null;
}

/** null where it is sealed already. */
function takenBack(context: Context, connection: Connection, { sentAs }: IssueSync, before: IssueSync): IssueSync | null {
  if (sentAs === undefined || !context.store.withdraw(connection.id, sentAs)) return null;
  const { sentAs: _, ...withdrawn } = before;
  return withdrawn;
}

/** As it was before our document was made; null where none is on its way, or one that answers. */
function beforeSent({ role }: Connection, sync: IssueSync): IssueSync | null {
  if (role === "secondary") {
    if (sync.sent === null) return null;
    const again = sync.recovering && { recovering: { ...sync.recovering, told: false } };
    return { ...sync, sent: null, sentOverruled: [], overruled: [...sync.sentOverruled, ...sync.overruled], ...again };
  }
  const [before, last, ...more] = sync.snapshots;
  if (!before || !last || more.length > 0 || sync.reply?.confirms) return null;
  return {
    ...sync,
    base: before.document,
    revision: before.revision,
    snapshots: [before],
    overruled: [...(sync.reply?.overruled ?? []), ...sync.overruled],
    reply: null,
  };
}
