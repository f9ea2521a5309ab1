import type { Context } from "./context.ts";
import { dueLinks, forgetDueLinks } from "./known-issues.ts";
import { readAgain } from "./look-again.ts";

/** Looks again at the issues whose links may travel now, since their other issue is known to both sides. Whether there were any. */
export async function lookAtLinks(context: Context): Promise<boolean> {
  const due = dueLinks(context);
  if (due.length === 0) return false;
  await readAgain(context, due);
  context.store.transaction(() => forgetDueLinks(context, due));
  return true;
}
