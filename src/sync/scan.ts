import type { Observation } from "../ports/tracker.ts";
import { type Context, rulesOf } from "./context.ts";
import { fingerprint } from "./fingerprint.ts";
import { observeGone, observeHeld, observeIssue } from "./observe.ts";

/** Issues compared in one transaction. */
const STEP = 500;

/**
 * Asks the tracker what changed since its cursor. Each batch is taken up in one transaction with the rows that the tracker wants
 * remembered: before the commit nothing is known, after it nothing is forgotten. Returns whether something is not settled yet.
 */
export async function scan(context: Context): Promise<{ readonly changed: number; readonly unsettled: boolean }> {
  let changed = 0;
  let unsettled = false;
  for await (const batch of context.tracker.changes({ observeOnly: false })) {
    context.store.transaction(() => {
      for (const observation of batch.observations) observe(context, observation);
      for (const { at, found } of batch.diagnostics) context.store.setDiagnostics(at, found);
      context.store.remember(batch.memory);
    });
    changed += batch.observations.length;
    unsettled ||= batch.unsettled;
  }
  return { changed, unsettled };
}

function observe(context: Context, observation: Observation): void {
  switch (observation.kind) {
    case "issue":
      observeIssue(context, observation.issue, observation.ancestor ?? null);
      return;
    case "gone":
      observeGone(context, observation.id);
      return;
    case "question":
      observeHeld(context, observation.id, observation.question);
      return;
    case "unreadable":
      if (observation.id) observeHeld(context, observation.id, "unreadable");
      return;
  }
}

/**
 * Compares every issue again with a connection whose contract, mapping or scope changed: the only work that grows with the project.
 * Begun again from the start after a crash; comparing twice changes nothing.
 */
export async function compareAllWhereChanged(context: Context): Promise<void> {
  for (const connection of context.store.connections()) {
    const rules = rulesOf(context, connection);
    if (!rules) continue;
    const under = fingerprint(context, connection, rules);
    if (connection.comparedUnder === under) continue;
    for (let after: string | null = null; ; ) {
      const ids = context.store.issueIds(after, STEP);
      if (ids.length === 0) break;
      const found = await context.tracker.read(ids);
      context.store.transaction(() => {
        for (const issue of found) if (context.store.issue(issue.id)?.heldBecause === null) observeIssue(context, issue, null);
      });
      after = ids.at(-1) ?? null;
    }
    context.store.transaction(() => {
      const now = context.store.connection(connection.id);
      if (now) context.store.putConnection({ ...now, comparedUnder: under });
    });
  }
}
