import type { Connection } from "../../model/connection.ts";
import type { AskedOperation } from "../../model/operation.ts";
import type { Context } from "../context.ts";
import { OPEN_STATES } from "../operations-end.ts";
import { PATIENCE_MS, giveUp } from "../operations/ask.ts";
import { openAsked } from "./open-files.ts";

/** How long a partner is waited for whose exchange folder is not there, while another one could give the same. Milliseconds. */
const AWAY_MS = 60_000;
/** The same of one that says nothing: over a stick or a slow share a word takes its time. */
const SILENT_MS = 60 * 60_000;

/**
 * A content of which the partner that was selected brings nothing is asked of another one that said that it can. Where there is no other, it waits as long as
 * anything does. Whether one was left.
 */
export function leaveForSpare(context: Context, { id }: Connection, isReached: boolean): boolean {
  const { store, clock } = context;
  const patience = isReached ? SILENT_MS : AWAY_MS;
  const late = openAsked(context, id).filter(
    (row) => row.operation === "GetFile" && row.state !== "identifying" && heardAt(row) + patience < clock.now() && hasSpare(context, row),
  );
  if (late.length > 0)
    store.transaction(() => {
      for (const row of late) giveUp(context, row, "FAILURE");
    });
  return late.length > 0;
}

/** Of each word the time of which nobody waits any more begins anew. */
function heardAt({ until, begun }: AskedOperation): number {
  return Math.max(begun, until - PATIENCE_MS);
}

function hasSpare({ store }: Context, { id, connection }: AskedOperation): boolean {
  return store.askedParts(id, OPEN_STATES).some((other) => other.connection !== connection && other.spare === true);
}
