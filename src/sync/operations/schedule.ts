import type { Connection } from "../../model/connection.ts";
import { DAY_MS, comparisonFact, isComparisonDue } from "../comparison-due.ts";
import { type Context, mintId } from "../context.ts";
import { ask } from "./ask.ts";

/** So long what is on its way may keep a comparison waiting: it would leave out just that. */
const QUIET_MS = 60 * 60 * 1000;

/** Begins the comparison that is due, and sets the time of the next. Whether one began. */
export function compareWhenDue(context: Context, connection: Connection): boolean {
  const { store, clock } = context;
  if (!isComparisonDue(context, connection)) return false;
  const now = clock.now();
  const fact = comparisonFact(connection.id);
  const from = store.fact(fact);
  const { in: waiting, out } = store.queues(connection.id);
  if (from !== null && waiting + out > 0 && now - Number(from) < QUIET_MS && Number(from) <= now) return false;
  return store.transaction(() => {
    store.setFact(fact, `${now + DAY_MS}`);
    // A new connection has just compared all that there is.
    return from !== null && ask(context, connection, "GetChecksums", mintId(context), { byItself: true }) === null;
  });
}
