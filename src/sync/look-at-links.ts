import type { Context } from "./context.ts";
import { readAgain } from "./look-again.ts";

/** Issues looked at in one step. */
const STEP = 500;

/** Looks again at issues whose links may travel now, since their other issue is known to both sides. Whether any could be: those that could not be
 * read are due after the others. */
export async function lookAtLinks(context: Context): Promise<boolean> {
  const due = context.store.dueLinks(STEP);
  if (due.length === 0) return false;
  const later = new Set(await readAgain(context, due));
  const seen = due.filter((issue) => !later.has(issue));
  context.store.transaction(() => context.store.putDueLinks(seen, [...later]));
  return seen.length > 0;
}
