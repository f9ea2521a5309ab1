import type { Connection } from "../model/connection.ts";
import { type Context, rulesOf } from "./context.ts";
import { fingerprint } from "./fingerprint.ts";
import { audienceOf, observeIssue } from "./observe.ts";
import { putSync } from "./rows.ts";

/** Issues compared in one transaction. */
const STEP = 500;

/**
 * Compares every issue again with a connection whose contract, mapping or scope changed: the only work that grows with the project.
 * Before any message is applied under the new rules, or what the tracker holds in a field that was not compared so far would be overwritten
 * unseen. Begun again from the start after a crash; comparing twice changes nothing. Whether there was something to compare.
 */
export async function compareWhereChanged(context: Context, connection: Connection): Promise<boolean> {
  const rules = rulesOf(context, connection);
  const under = rules && fingerprint(context, connection, rules);
  if (under === null || connection.comparedUnder === under) return false;
  for (let after: string | null = null; ;) {
    const ids = context.store.issueIds(after, STEP);
    if (ids.length === 0) break;
    const found = await context.tracker.read(ids);
    context.store.transaction(() => {
      const audience = audienceOf(context);
      for (const issue of found) {
        // What the tracker changed since is not read yet: that look compares under the new rules, too.
        const row = context.store.issue(issue.id);
        if (row?.heldBecause === null && row.version === issue.version) observeIssue(context, issue, null, audience);
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
    const now = context.store.connection(connection.id);
    if (now) context.store.putConnection({ ...now, comparedUnder: under });
  });
  return true;
}
