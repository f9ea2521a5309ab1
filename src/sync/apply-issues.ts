import type { Connection } from "../model/connection.ts";
import { type IssueSync, isOpenWrite } from "../model/issue-sync.ts";
import { Impossible } from "../model/failure.ts";
import { NO_REVISION, sameRevision } from "../model/revision.ts";
import type { WriteOutcome } from "../ports/tracker.ts";
import { issueGuard } from "../protocol/machines/issue.ts";
import type { ConfirmationMessage } from "../protocol/messages/confirmation.ts";
import type { IssueMessage } from "../protocol/messages/issue.ts";
import { encodeMessage } from "../protocol/codec.ts";
import { messageNote } from "./audit-notes.ts";
import { wordsNow } from "./changed-words.ts";
import { LARGEST_ANSWER, LARGEST_MESSAGE, unfit } from "./compose.ts";
import { concludeWrite } from "./conclude.ts";
import { type Context, audit, post, rulesOf } from "./context.ts";
import { areManyDeletions, countDeletion } from "./deletion-count.ts";
import { endNaming, isNamed } from "./forgotten.ts";
import { noteNamed } from "./note-named.ts";
import { intend, refusedParts, refusedWhole } from "./intent.ts";
import { concludeOvertaken } from "./overtaken-write.ts";
import { lookAgain } from "./look-again.ts";
import { mergeMessage } from "./merge-message.ts";
import { type Listener, audienceOf, observeHeld, observeIssue } from "./observe.ts";
import { isAlreadyShared, keptRefusal, shareRefusal } from "./offered.ts";
import { type Merged, confirmedAtPrimary } from "./receive-primary.ts";
import { asRecovering, begunAnew, begunBy, isAboutRecovery, isSettledApart, knownApart, unknownBase } from "./recover-issues.ts";
import { takeSteps } from "./performed-steps.ts";
import { putRow, putSync, refreshRow } from "./rows.ts";
import type { Rules } from "./rules.ts";
import { sendAgain } from "./send-again.ts";
import { superseded } from "./send.ts";
import { isUntold } from "./sync-status.ts";
import type { IssueEntry, Work } from "./work.ts";

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
  if (overtaken.length > 0) await concludeOvertaken(context, connection, overtaken);
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

/** What all messages of one transaction have in common. */
interface Batch {
  readonly connection: Connection;
  readonly rules: Rules;
  readonly audience: readonly Listener[];
  /** Edits were made while nobody knew what of them may leave, and are not compared yet: no version that is known was seen by this connection. */
  readonly unseen: boolean;
}

function batchOf(context: Context, connection: Connection): Batch | null {
  const rules = rulesOf(context, connection);
  const unseen = context.store.connection(connection.id)?.comparedUnder === "";
  return rules && { connection, rules, audience: audienceOf(context), unseen };
}

function decide(context: Context, { connection, rules, audience, unseen }: Batch, entry: IssueEntry): "done" | "waits" | "look" | Work {
  const { store } = context;
  const { message } = entry;
  const illegal = issueGuard(rules.role, message) ?? tooMuch(context, connection, entry);
  if (illegal) {
    post(context, entry.connection, [{ kind: "refused", message: { life: entry.life, number: entry.number }, code: illegal }]);
    return reply(context, entry, []);
  }
  const local = store.issue(message.issue);
  if (local && local.heldBecause !== null) return "waits";
  const stored = store.sync(connection.id, message.issue);
  if (stored?.pendingWrite && stored.pendingWrite.inbox !== entry.row) return "waits";
  endNaming(context, connection, message, entry.row);
  const isOvertaken = stored?.recovering && entry.row > stored.recovering.since && !isAboutRecovery(stored, rules.role, message);
  if (isOvertaken && !stored.frozen) return reply(context, entry, []);
  if (!stored && local === null && isNamed(context, connection, message, entry.row)) noteNamed(context, connection.id, message.issue);
  if (stored && (stored.recovering || isSettledApart(stored)) && isNaming(rules, message)) return reply(context, entry, []);
  const refusal = shareRefusal(context, connection, rules, { message, stored, local });
  if (refusal) {
    const kept = refusal.result === "already shared" ? keptRefusal(connection, rules, { message, stored, local }) : null;
    if (kept) putSync(context, connection, kept);
    if (kept && local) putRow(context, local);
    if (stored?.recovering && refusal.result === "left scope") {
      putSync(context, connection, knownApart(rules, stored));
      refreshRow(context, stored.issue);
    }
    return reply(context, entry, [refusal]);
  }
  if (!stored && message.kind === "confirmation")
    return reply(context, entry, isAsked(rules, message) ? [unknownBase(connection, message.issue, NO_REVISION)] : []);
  if (stored && message.kind === "confirmation" && isAlreadyShared(stored) && message.result !== "already shared")
    return reply(context, entry, []);
  // We may have forgotten that it is shared again: then we say what we have of it.
  if (stored?.frozen && stored.recovering?.restored && isAsked(rules, message)) return "look";
  if (stored && message.kind === "confirmation" && isAsked(rules, message) && (stored.frozen || isApartUntold(stored)))
    return reply(context, entry, [
      { ...unknownBase(connection, message.issue, NO_REVISION), result: "left scope", failure: { code: "NOT_SHARED" } },
    ]);
  const brings = message.kind === "issue" || (rules.role === "secondary" && message.changes !== undefined && message.base !== undefined);
  if (brings && stored && local?.gone === "deleted" && isKeptByContract(connection, stored)) {
    // Where nobody shares it any more there is nothing to compare, should it be brought back.
    if (message.changes?.shared === false) putSync(context, connection, unkept(stored, true));
    return reply(context, entry, [
      { ...unknownBase(connection, message.issue, NO_REVISION), result: "left scope", failure: { code: "NOT_SHARED" } },
    ]);
  }
  if (brings && (stored ? stored.frozen : local !== null && local.gone === null)) {
    // The partner, who compares it no more or never did, goes on from what was agreed.
    if (stored && isOvertaken) putSync(context, connection, withoutRecovering(stored));
    return "look";
  }
  const original = stored ?? { ...begunBy(connection, message.issue, entry.row), ...wordsNow(context, connection, rules) };
  const key = local?.key ?? message.issue;
  if (message.kind === "confirmation" && !brings) {
    putSync(context, connection, confirmed(context, rules, original, { message, row: entry.row, key }));
    if (local) putRow(context, local);
    audit(context, {
      actor: `partner ${connection.partner?.name ?? ""}`,
      action: "confirmation confirmed",
      connection: connection.id,
      issue: message.issue,
      ...messageNote(message, `${entry.life}.${entry.number}`, original.base),
    });
    return reply(context, entry, []);
  }
  const follows = !sameRevision(message.base ?? NO_REVISION, original.revision);
  if (original.superseded && follows) return reply(context, entry, []);
  if (rules.role === "secondary" && message.contract !== connection.contract?.number && !follows) {
    putSync(context, connection, { ...original, superseded: true, pendingWrite: null });
    return reply(context, entry, [superseded(rules, original, key)]);
  }
  const away = isAway(connection, original);
  const merged = mergeMessage(rules, away ? withDeleted(original, false) : original, entry, []);
  if (!merged) {
    // From here on both know that everything has to be compared.
    if (stored)
      putSync(context, connection, asRecovering({ ...stored, pendingWrite: null }, { restored: false, since: entry.row, told: false }));
    return reply(context, entry, [{ ...unknownBase(connection, message.issue, original.revision), key }]);
  }
  if (rules.role === "primary" && isUnanswerable(merged, entry, key)) {
    post(context, entry.connection, [{ kind: "refused", message: { life: entry.life, number: entry.number }, code: "TOO_LARGE" }]);
    if (stored) putSync(context, connection, { ...stored, pendingWrite: null });
    return reply(context, entry, []);
  }
  const present = local !== null && local.version !== null && local.gone === null;
  const resumed = isOpenWrite(stored?.pendingWrite ?? null);
  const settled = away ? withDeleted(merged.sync, true) : merged.sync;
  const intended = intend(rules, merged.before, settled, { present, everything: false, arrives: local === null, held: local?.fields });
  const full: Merged = { ...merged, sync: { ...settled, refusedHere: intended.refusedHere, lost: intended.lost } };
  const work: Work = {
    entry,
    rules,
    original: { ...original, pendingWrite: null },
    resumed,
    merged: full,
    intent: intended.intent ?? { action: { kind: "put", change: {} }, parts: [] },
    write: {
      effect: `${entry.life}.${entry.number}`,
      issue: message.issue,
      expectedVersion: present ? (unseen && resumed ? "" : local.version) : null,
      action: intended.intent?.action ?? { kind: "put", change: {} },
      from: connection.id,
    },
  };
  if (!intended.intent) {
    concludeWrite(context, connection, work, null, [], audience);
    store.removeInbox([entry.row]);
    return "done";
  }
  // The issue's row is written with the outcome: until then it shows what still is in the tracker.
  putSync(context, connection, { ...original, pendingWrite: { effect: work.write.effect, inbox: entry.row, waits: null } });
  return work;
}

/** An own issue that was deleted, and of which the partner hears only that it is not shared: nothing that crosses that brings it back. */
function isAway({ contract }: Connection, { introducedBy, mine }: IssueSync): boolean {
  return contract?.deletes === "keep" && introducedBy === "us" && mine.deleted && !mine.shared;
}

function withDeleted(sync: IssueSync, deleted: boolean): IssueSync {
  return { ...sync, mine: { ...sync.mine, deleted } };
}

function unkept(sync: IssueSync, frozen: boolean): IssueSync {
  const { keptAway: _, ...rest } = sync;
  return { ...rest, frozen };
}

/** Our user deleted it here, which by the contract is nobody else's business: what the partner says of it does not bring it back. */
function isKeptByContract({ contract }: Connection, { frozen, recovering }: IssueSync): boolean {
  return frozen && !recovering && contract?.deletes === "keep";
}

/**
 * Whether the Confirmation would be more than the secondary takes: together with what was edited here. Then the message is refused as a
 * whole, before anything is written or numbered; its sender keeps what he has, and is told.
 */
function isUnanswerable(merged: Merged, { characters }: IssueEntry, key: string): boolean {
  const { fields, comments } = merged.sync.mine;
  const lengths = [...Object.values(fields), ...comments.map((comment) => comment.body)].map((value) =>
    typeof value === "string" ? value.length : 0,
  );
  // Names, authors and marks of comments are in neither; a JSON text may take six characters for one.
  const bound = characters * 2 + lengths.reduce((sum, length) => sum + length, 0) * 6 + comments.length * 500;
  if (bound <= LARGEST_ANSWER) return false;
  const { messages } = merged.answer(merged.sync, key);
  return unfit(messages, messages.map(encodeMessage), LARGEST_ANSWER) !== null;
}

/** What no partner makes: a message larger than ours may be, since the answer may have its size, and a new issue without a title. */
function tooMuch(context: Context, connection: Connection, { characters, message }: IssueEntry): string | null {
  if (characters > 2 * LARGEST_MESSAGE) return "TOO_LARGE";
  if (message.kind !== "issue" || message.changes.deleted || (message.changes.fields?.["title"] ?? null) !== null) return null;
  const isNew = message.base.number === 0 && context.store.sync(connection.id, message.issue) === null;
  return isNew && connection.contract?.fields.some(({ name }) => name === "title") ? "NO_TITLE" : null;
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

/** A Confirmation that carries no document: it changes what we know of the partner, never the issue. */
function confirmed(
  context: Context,
  rules: Rules,
  sync: IssueSync,
  { message, row, key }: { readonly message: ConfirmationMessage; readonly row: number; readonly key: string },
): IssueSync {
  switch (message.result) {
    case "already shared":
      return { ...withoutRecovering(sync), failure: { code: "ALREADY_SHARED" } };
    case "base unknown":
      if (rules.role === "primary" && message.revision.number === 0) return begunAnew(sync);
      return sync.recovering ? sync : asRecovering(asked(sync), { restored: false, since: row, told: false });
    case "left scope":
      return leftByPartner(rules, withoutRecovering(sync));
    case "superseded":
      return rules.role === "primary" ? sendAgain(context, rules, sync, message.revision, key) : sync;
    default:
      return rules.role === "primary" ? confirmedAtPrimary(rules, sync, message) : { ...sync, failure: message.failure ?? sync.failure };
  }
}

/** Who asks for an issue takes part in it. */
function asked(sync: IssueSync): IssueSync {
  return sync.failure?.code === "NOT_SHARED" ? { ...sync, failure: null } : sync;
}

function withoutRecovering(sync: IssueSync): IssueSync {
  const { recovering: _, ...rest } = sync;
  return rest;
}

/** The primary asks for all that we know of the issue. */
function isAsked(rules: Rules, message: IssueMessage | ConfirmationMessage): boolean {
  return rules.role === "secondary" && message.kind === "confirmation" && message.result === "base unknown";
}

/** The secondary names what it shares as it begins anew; what it knows of it is still to come. */
function isNaming(rules: Rules, message: IssueMessage | ConfirmationMessage): boolean {
  return rules.role === "primary" && message.kind === "confirmation" && message.result === "base unknown" && message.revision.number > 0;
}

/** Of what we do not share the primary never heard. */
function isApartUntold(sync: IssueSync): boolean {
  return !sync.mine.shared && isUntold(sync);
}

/**
 * The partner does not share the issue with us (any more): what was on its way stays here, as edits of ours. Where it is we who do not share it any more
 * that is no failure.
 */
function leftByPartner(rules: Rules, sync: IssueSync): IssueSync {
  const left = { ...sync, sent: null, sentOverruled: [], overruled: [...sync.sentOverruled, ...sync.overruled] };
  if (sync.introducedBy === "partner") return unkept({ ...left, failure: null }, true);
  if (!sync.mine.shared) return { ...knownApart(rules, left), failure: null, frozen: false };
  return { ...left, failure: { code: "NOT_SHARED" }, frozen: false };
}

function reply(context: Context, entry: IssueEntry, messages: readonly (ConfirmationMessage | IssueMessage)[]): "done" {
  post(context, entry.connection, messages);
  context.store.removeInbox([entry.row]);
  return "done";
}
