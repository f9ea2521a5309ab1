import type { Connection } from "../model/connection.ts";
import { Impossible } from "../model/failure.ts";
import type { WriteOutcome } from "../ports/tracker.ts";
import { wordsNow } from "./changed-words.ts";
import { concludeWrite } from "./conclude.ts";
import { type Context, rulesOf } from "./context.ts";
import { areManyDeletions, countDeletion } from "./deletion-count.ts";
import { refusedParts, refusedWhole } from "./intent.ts";
import { lookAgain } from "./look-again.ts";
import { type Listener, audienceOf, observeHeld, observeIssue } from "./observe.ts";
import { begunBy } from "./recover-issues.ts";
import { takeSteps } from "./performed-steps.ts";
import { putSync, refreshRow } from "./rows.ts";
import type { IssueEntry, Work } from "./work.ts";
import { unkept } from "./confirmed.ts";
import { batchOf, decide } from "./decide-message.ts";

/**
 * Applies messages about issues, at most one for each issue: the others wait for the next call. Merge and intended writes are
 * committed first, then performed, then their outcomes are committed with the answers (A1; ARCHITECTURE.md, "One edit's way", step 8).
 * Returns how many messages were dealt with.
 */
export async function applyIssues(context: Context, connection: Connection, entries: readonly IssueEntry[]): Promise<number> {
  const { store } = context;
  const work: Work[] = [];
  const look: IssueEntry[] = [];
  let done = 0;
  store.transaction(() => {
    const met = new Set<string>();
    const batch = batchOf(context, connection);
    if (!batch) return;
    for (const entry of entries) {
      if (met.has(entry.message.issue)) continue;
      met.add(entry.message.issue);
      const decided = decide(context, batch, entry);
      if (decided === "done") done++;
      else if (decided === "look") look.push(entry);
      else if (decided !== "waits") work.push(decided);
    }
    askAboutDeletions(context, connection, work);
  });
  if (look.length > 0 && (await takePartAgain(context, connection, look))) done += look.length;
  if (work.length === 0) return done;
  const outcomes = await context.tracker.write(work.map(({ write }) => write));
  const open = await stillOpen(context, work, outcomes);
  const stale: string[] = [];
  const overtaken: Work[] = [];
  store.transaction(() => {
    const audience = audienceOf(context);
    for (const [i, item] of work.entries()) {
      const outcome = outcomes[i];
      if (!outcome) throw new Impossible("a write without an outcome");
      if (outcome.kind === "stale") stale.push(item.write.issue);
      if (outcome.kind === "stale" && item.resumed) overtaken.push(item);
      else if (finish(context, connection, item, outcome, audience, open)) done++;
    }
  });
  // Read when it is needed, which is hardly ever (ARCHITECTURE.md, "Rooms").
  if (overtaken.length > 0) await (await import("./overtaken-write.ts")).concludeOvertaken(context, connection, overtaken);
  return stale.length > 0 ? done + (await lookAgain(context, stale)) : done;
}

/** Issues whose write waits, though an earlier process may have performed it: their tracker shows something else than it was decided on. */
async function stillOpen(context: Context, work: readonly Work[], outcomes: readonly WriteOutcome[]): Promise<ReadonlySet<string>> {
  const waiting = work.filter(({ resumed }, i) => resumed && outcomes[i]?.kind === "later").map(({ write }) => write);
  if (waiting.length === 0) return new Set();
  const read = await context.tracker.read(waiting.map(({ issue }) => issue));
  const versions = new Map(read?.map(({ id, version }) => [id, version]));
  return new Set(
    waiting.filter((write) => read === null || (versions.get(write.issue) ?? null) !== write.expectedVersion).map(({ issue }) => issue),
  );
}

/** Takes the deletions out of `work` when there are too many that nobody was asked about. Inside the transaction that decided them. */
function askAboutDeletions(context: Context, connection: Connection, work: Work[]): void {
  const asked = work.filter(isUnasked);
  if (!areManyDeletions(context, connection.id, asked.length)) return;
  for (const item of asked) {
    work.splice(work.indexOf(item), 1);
    putSync(context, connection, item.original);
    observeHeld(context, item.write.issue, "many deletions");
  }
}

function isUnasked({ write, original }: Work): boolean {
  return write.action.kind === "delete" && original.takesDeletion === undefined;
}

/**
 * What the tracker holds of these issues was not watched: it is compared with what was agreed last, or with nothing, before a message about
 * them is merged. They take part again in the same transaction, or edits made meanwhile would pass as agreed. False: that cannot be looked at
 * now, and the messages wait.
 */
async function takePartAgain(context: Context, connection: Connection, entries: readonly IssueEntry[]): Promise<boolean> {
  const { store } = context;
  const found = await context.tracker.read(entries.map(({ message }) => message.issue));
  const rules = rulesOf(context, connection);
  if (found === null || rules === null) return false;
  store.transaction(() => {
    const now = wordsNow(context, connection, rules);
    for (const { message, row } of entries) {
      const stored = store.sync(connection.id, message.issue);
      putSync(context, connection, stored ? unkept(stored, false) : { ...begunBy(connection, message.issue, row), ...now });
    }
    const audience = audienceOf(context);
    for (const issue of found) observeIssue(context, issue, null, audience);
  });
  return true;
}

/** Whether the message is dealt with. */
function finish(
  context: Context,
  connection: Connection,
  work: Work,
  outcome: WriteOutcome,
  audience: readonly Listener[],
  open: ReadonlySet<string>,
): boolean {
  const { store } = context;
  switch (outcome.kind) {
    case "applied":
      store.remember(outcome.memory);
      if (isUnasked(work)) countDeletion(context, connection.id);
      concludeWrite(context, connection, work, outcome.issue, refusedParts(work.rules.mapping, outcome.refused), audience);
      break;
    case "refused":
      concludeWrite(context, connection, work, null, refusedWhole(work.rules.mapping, work.intent.parts, outcome.failures), audience);
      break;
    case "stale":
      putSync(context, connection, takeSteps(context, work.rules, work.original, outcome.steps));
      return false;
    case "later":
      putSync(context, connection, {
        ...takeSteps(context, work.rules, work.original, outcome.steps),
        pendingWrite: {
          effect: work.write.effect,
          inbox: work.entry.row,
          waits: outcome.because,
          ...(open.has(work.write.issue) && { open: true }),
        },
      });
      refreshRow(context, work.write.issue);
      return false;
  }
  store.removeInbox([work.entry.row]);
  return true;
}
