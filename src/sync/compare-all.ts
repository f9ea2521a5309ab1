import type { Connection } from "../model/connection.ts";
import { type Context, rulesOf } from "./context.ts";
import { fingerprint } from "./fingerprint.ts";
import { audienceOf, observeIssue, takeGone } from "./observe.ts";
import { putSync, refreshRow } from "./rows.ts";

/** Issues compared in one transaction. */
const STEP = 500;
/** In the place of a fingerprint: not all issues were compared under one and the same. */
const BEGUN = "begun";

/**
 * Compares every issue again with a connection whose contract, mapping or scope changed, or which was not watched for a while: the only work
 * that grows with the project. Before any message is applied under the new rules, or what the tracker holds in a field that was not compared
 * so far would be overwritten unseen. Begun again from the start after a crash; comparing twice changes nothing. `waits`: not all of it can be
 * looked at now, and no message may be applied before.
 */
export async function compareWhereChanged(context: Context, connection: Connection): Promise<"compared" | "nothing" | "waits"> {
  const rules = rulesOf(context, connection);
  if (rules === null) return "nothing";
  const under = fingerprint(context, connection, rules);
  if (connection.comparedUnder === under) return "nothing";
  // Should it end midway, and what was in force before be so again: some issues are not as they were compared under that.
  if (connection.comparedUnder !== "")
    context.store.transaction(() =>
      context.store.putConnection({ ...(context.store.connection(connection.id) ?? connection), comparedUnder: BEGUN }),
    );
  let waits = false;
  for (let after: string | null = null; ;) {
    const ids = context.store.issueIds(after, STEP);
    if (ids.length === 0) break;
    const found = await context.tracker.read(ids);
    if (found === null) return "waits";
    context.store.transaction(() => {
      const audience = audienceOf(context);
      for (const issue of found) {
        // What the tracker changed since is not read yet: that look compares under the new rules, too.
        const row = context.store.issue(issue.id);
        const isRead = row?.heldBecause === null || row?.heldBecause === "many deletions";
        if (!isRead || row.version !== issue.version) continue;
        if (!observeIssue(context, issue, null, audience)) waits = true;
      }
      for (const id of ids) {
        // What waited for a field to be exchanged again is due now.
        const sync = context.store.sync(connection.id, id);
        if (sync) putSync(context, connection, sync);
      }
    });
    after = ids.at(-1) ?? null;
  }
  context.store.transaction(() => {
    takeAllGone(context, connection);
    const now = context.store.connection(connection.id);
    if (!now || waits) return;
    context.store.putConnection({ ...now, comparedUnder: under });
  });
  return waits ? "waits" : "compared";
}

/** Deletions that nobody watched; one that its state has taken up is as it should be, whatever is intended with it. */
function takeAllGone(context: Context, connection: Connection): void {
  for (const { issue, connection: id } of context.store.issueShares(null)) {
    if (id !== connection.id || context.store.issue(issue)?.gone !== "deleted") continue;
    const sync = context.store.sync(id, issue);
    if (!sync || sync.frozen || sync.mine.deleted || sync.shadow.deleted || sync.pendingWrite?.joins !== undefined) continue;
    takeGone(context, connection, sync);
    refreshRow(context, issue);
  }
}
