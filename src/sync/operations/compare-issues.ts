import type { Connection } from "../../model/connection.ts";
import type { Difference } from "../../model/operation.ts";
import { NO_REVISION } from "../../model/revision.ts";
import { type Context, audit, maySendIssues, post, rulesOf } from "../context.ts";
import { asRecovering, newestInboxRow, unknownBase } from "../recover-issues.ts";
import { putSync, refreshRow } from "../rows.ts";
import { lastSnapshot } from "../sync-status.ts";

/**
 * Lets the ordinary exchange end differences: both sides say all that they know of such an issue, and merge it as after a Recover (docs/PROTOCOL.md 5,
 * "Whole issues"). While nothing may be told they are only listed. Inside a transaction.
 */
export function compareIssues(context: Context, connection: Connection, differences: readonly Difference[]): void {
  const { store } = context;
  if (differences.length === 0 || !maySendIssues(connection) || !rulesOf(context, connection)) return;
  const since = newestInboxRow(context, connection.id);
  for (const { issue, kind } of differences) {
    const sync = store.sync(connection.id, issue);
    audit(context, { actor: "issue-ferry", action: "difference found", connection: connection.id, issue, info: kind });
    const isKnown = sync !== null && !sync.frozen && kind !== "missing here";
    const asks = connection.role === "primary" || !isKnown;
    if (isKnown) putSync(context, connection, asRecovering(sync, { restored: false, since, told: false }));
    if (asks)
      post(context, connection.id, [
        unknownBase(connection, issue, isKnown && connection.role === "primary" ? lastSnapshot(sync).revision : NO_REVISION),
      ]);
    refreshRow(context, issue);
  }
}
