import type { Connection } from "../model/connection.ts";
import type { Context } from "./context.ts";
import { endOperations } from "./operations-end.ts";
import { putSync, refreshRow } from "./rows.ts";
import { SYNC_STATUSES } from "../model/status.ts";

/** A connection that is over leaves local issues behind: nothing of them is compared or sent over it any more. Inside a transaction. */
export function endConnection(context: Context, connection: Connection): void {
  endOperations(context, connection.id);
  for (const status of SYNC_STATUSES)
    for (const sync of context.store.syncsWithStatus(connection.id, status, Number.MAX_SAFE_INTEGER)) {
      if (sync.frozen) continue;
      putSync(context, connection, { ...sync, failure: null, pendingWrite: null, frozen: true });
      refreshRow(context, sync.issue);
    }
}
