import type { Connection } from "../../model/connection.ts";
import type { Difference } from "../../model/operation.ts";
import { NO_REVISION } from "../../model/revision.ts";
import { type Context, audit, maySendIssues, post, rulesOf } from "../context.ts";
import { isBusy } from "./busy.ts";
import { asRecovering, newestInboxRow, unknownBase } from "../recover-issues.ts";
import { putSync, refreshRow } from "../rows.ts";
import { lastSnapshot } from "../sync-status.ts";

/**
 * Lets the ordinary exchange end differences: both sides say all that they know of such an issue, and merge it as after a Recover (docs/PROTOCOL.md 5,
 * "Whole issues"). While nothing may be told they are only listed. Inside a transaction. How many were begun.
 */
export function compareIssues(context: Context, connection: Connection, differences: readonly Difference[]): number {
  const { store } = context;
  if (differences.length === 0 || !maySendIssues(connection) || !rulesOf(context, connection)) return 0;
  const since = newestInboxRow(context, connection.id);
  let begun = 0;
  for (const { issue, kind } of differences) {
    const sync = store.sync(connection.id, issue);
    // It was found some requests ago: what has begun to move since ends by itself, and what is known meanwhile is not missing.
    if (isBusy(context, connection, issue) || (kind === "missing here" && sync)) continue;
    begun += 1;
    audit(context, { actor: "issue-ferry", action: "difference found", connection: connection.id, issue, info: kind });
    const isKnown = sync !== null && !sync.frozen;
    const asks = connection.role === "primary" || !isKnown;
    if (isKnown) putSync(context, connection, asRecovering(sync, { restored: false, since, told: false }));
    if (asks)
      post(context, connection.id, [
        unknownBase(connection, issue, isKnown && connection.role === "primary" ? lastSnapshot(sync).revision : NO_REVISION),
      ]);
    refreshRow(context, issue);
  }
  return begun;
}
