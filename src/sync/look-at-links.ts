import type { Context } from "./context.ts";
import { dueLinks, forgetDueLinks } from "./known-issues.ts";
import { readAgain } from "./look-again.ts";

/** Looks again at the issues whose links may travel now, since their other issue is known to both sides. Whether any could be: those that could
 * not be read stay due. */
export async function lookAtLinks(context: Context): Promise<boolean> {
  const due = dueLinks(context);
  if (due.length === 0) return false;
  const later = new Set(await readAgain(context, due));
  const seen = due.filter((issue) => !later.has(issue));
  context.store.transaction(() => forgetDueLinks(context, seen));
  return seen.length > 0;
}
