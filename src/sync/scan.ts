import type { Observation } from "../ports/tracker.ts";
import type { Context } from "./context.ts";
import { type Listener, audienceOf, observeGone, observeHeld, observeIssue } from "./observe.ts";

/**
 * Asks the tracker what changed since its cursor. Each batch is taken up in one transaction with the rows that the tracker wants
 * remembered: before the commit nothing is known, after it nothing is forgotten. A batch with an issue that cannot be taken up yet is reported
 * again. Calls `committed` after each. Returns whether something is not settled yet.
 */
export async function scan(
  context: Context,
  committed: () => Promise<void>,
): Promise<{ readonly changed: number; readonly unsettled: boolean }> {
  let changed = 0;
  let unsettled = false;
  for await (const batch of context.tracker.changes({ observeOnly: false })) {
    context.store.transaction(() => {
      const audience = audienceOf(context, true);
      const untaken = batch.observations.filter((observation) => !observe(context, observation, audience));
      for (const { at, found } of batch.diagnostics) context.store.setDiagnostics(at, found);
      if (untaken.length > 0) return;
      context.store.remember(batch.memory);
      changed += batch.observations.length;
    });
    await committed();
    unsettled ||= batch.unsettled;
  }
  return { changed, unsettled };
}

function observe(context: Context, observation: Observation, audience: readonly Listener[]): boolean {
  switch (observation.kind) {
    case "issue":
      return observeIssue(context, observation.issue, observation.ancestor ?? null, audience);
    case "gone":
      observeGone(context, observation.id);
      return true;
    case "question":
      observeHeld(context, observation.id, observation.question);
      return true;
    case "unreadable":
      if (observation.id) observeHeld(context, observation.id, "unreadable");
      return true;
  }
}
