import type { Observation } from "../ports/tracker.ts";
import type { Context } from "./context.ts";
import { type Listener, audienceOf, observeGone, observeHeld, observeIssue } from "./observe.ts";

/** Few at first, so that the partner can begin with them; twice as many each time. */
const FIRST_STEP = 125;

/**
 * Asks the tracker what changed since its cursor. A batch is taken up in a few transactions, and the rows that the tracker wants
 * remembered with the last of them: before that commit it would report all of the batch again, where what was taken up already is no
 * change any more; after it nothing is forgotten. A batch with an issue that cannot be taken up yet is reported again. Calls `committed`
 * after each. Returns whether something is not settled yet.
 */
export async function scan(
  context: Context,
  committed: () => Promise<void>,
): Promise<{ readonly changed: number; readonly unsettled: boolean }> {
  let changed = 0;
  let unsettled = false;
  let step = FIRST_STEP;
  for await (const batch of context.tracker.changes({ observeOnly: false })) {
    const parts = partsOf(batch.observations, step);
    let untaken = 0;
    for (const [i, part] of parts.entries()) {
      context.store.transaction(() => {
        const audience = audienceOf(context, true);
        untaken += part.filter((observation) => !observe(context, observation, audience)).length;
        if (i < parts.length - 1) return;
        for (const { at, found } of batch.diagnostics) context.store.setDiagnostics(at, found);
        if (untaken > 0) return;
        context.store.remember(batch.memory);
        changed += batch.observations.length;
      });
      await committed();
      step *= 2;
    }
    unsettled ||= batch.unsettled;
  }
  return { changed, unsettled };
}

/** A stale text is merged into what is there: not twice. A batch with one is taken up at once. */
function partsOf(observations: readonly Observation[], first: number): readonly (readonly Observation[])[] {
  if (observations.some((observation) => observation.kind === "issue" && observation.ancestor !== undefined)) return [observations];
  const parts: (readonly Observation[])[] = [observations.slice(0, first)];
  for (let from = first, size = first * 2; from < observations.length; from += size, size *= 2)
    parts.push(observations.slice(from, from + size));
  return parts;
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
