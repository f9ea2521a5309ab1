import type { Connection } from "../model/connection.ts";
import { type IssueSync, isOpenWrite } from "../model/issue-sync.ts";
import { NO_REVISION, sameRevision } from "../model/revision.ts";
import { issueGuard } from "../protocol/machines/issue.ts";
import type { ConfirmationMessage } from "../protocol/messages/confirmation.ts";
import type { IssueMessage } from "../protocol/messages/issue.ts";
import { encodeMessage } from "../protocol/codec.ts";
import { messageNote } from "./audit-notes.ts";
import { wordsNow } from "./changed-words.ts";
import { LARGEST_ANSWER, LARGEST_MESSAGE, unfit } from "./compose.ts";
import { concludeWrite } from "./conclude.ts";
import { type Context, audit, post, rulesOf } from "./context.ts";
import { endNaming, isNamed } from "./forgotten.ts";
import { noteNamed } from "./note-named.ts";
import { intend } from "./intent.ts";
import { mergeMessage } from "./merge-message.ts";
import { type Listener, audienceOf } from "./observe.ts";
import { isAlreadyShared, keptRefusal, shareRefusal } from "./offered.ts";
import type { Merged } from "./receive-primary.ts";
import { asRecovering, begunBy, isAboutRecovery, isSettledApart, knownApart, unknownBase } from "./recover-issues.ts";
import { putRow, putSync, refreshRow } from "./rows.ts";
import type { Rules } from "./rules.ts";
import { superseded } from "./send.ts";
import type { IssueEntry, Work } from "./work.ts";
import { confirmed, isApartUntold, isAsked, isNaming, toldAway, unkept, withoutRecovering } from "./confirmed.ts";

/** What all messages of one transaction have in common. */
export interface Batch {
  readonly connection: Connection;
  readonly rules: Rules;
  readonly audience: readonly Listener[];
  /** Edits were made while nobody knew what of them may leave, and are not compared yet: no version that is known was seen by this connection. */
  readonly unseen: boolean;
}

export function batchOf(context: Context, connection: Connection): Batch | null {
  const rules = rulesOf(context, connection);
  const unseen = context.store.connection(connection.id)?.comparedUnder === "";
  return rules && { connection, rules, audience: audienceOf(context), unseen };
}

/** What is to be done about one message, and all of it that needs no write. `look`: what the tracker holds of the issue is to be read first. */
export function decide(
  context: Context,
  { connection, rules, audience, unseen }: Batch,
  entry: IssueEntry,
): "done" | "waits" | "look" | Work {
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
  if (stored && message.kind === "confirmation" && isAsked(rules, message) && (stored.frozen || isApartUntold(stored))) {
    if (stored.keptAway) putSync(context, connection, toldAway(stored));
    return reply(context, entry, [
      { ...unknownBase(connection, message.issue, NO_REVISION), result: "left scope", failure: { code: "NOT_SHARED" } },
    ]);
  }
  const brings = message.kind === "issue" || (rules.role === "secondary" && message.changes !== undefined && message.base !== undefined);
  if ((brings || isNaming(rules, message)) && stored && local?.gone === "deleted" && isKeptByContract(connection, stored)) {
    // Where nobody shares it any more there is nothing to compare, should it be brought back.
    putSync(context, connection, message.changes?.shared === false ? unkept(stored, true) : toldAway(stored));
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
    return reply(context, entry, [], "applied");
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

/**
 * Our user deleted it here, which by the contract is nobody else's business: what the partner says of it does not bring it back, nor that it begins
 * anew. Where it is we who were put back, that we deleted it may not be the newest: then it is compared.
 */
function isKeptByContract({ contract }: Connection, { frozen, recovering }: IssueSync): boolean {
  return frozen && recovering?.restored !== true && contract?.deletes === "keep";
}

/**
 * Whether the Confirmation would be more than the secondary takes: together with what was edited here. Then the message is refused as a
 * whole, before anything is written or numbered; its sender keeps what he has, and is told.
 */
function isUnanswerable(merged: Merged, { characters }: IssueEntry, key: string): boolean {
  const { fields, comments, attachments = [], links = [] } = merged.sync.mine;
  const lengths = [...Object.values(fields), ...comments.map((comment) => comment.body)].map((value) =>
    typeof value === "string" ? value.length : 0,
  );
  // Names, authors and marks of comments, files and links are in neither; a JSON text may take six characters for one.
  const bound =
    characters * 2 +
    lengths.reduce((sum, length) => sum + length, 0) * 6 +
    (comments.length + links.length) * 500 +
    attachments.reduce((sum, { removed }) => sum + (removed ? 300 : 3_000), 0);
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

/** `applied`: the trail says so already. */
function reply(
  context: Context,
  entry: IssueEntry,
  messages: readonly (ConfirmationMessage | IssueMessage)[],
  applied: "applied" | "not applied" = "not applied",
): "done" {
  const { connection, message } = entry;
  if (applied === "not applied")
    audit(context, {
      actor: `partner ${context.store.connection(connection)?.partner?.name ?? ""}`,
      action: `${message.kind} not applied`,
      connection,
      issue: message.issue,
      reference: `${entry.life}.${entry.number}`,
      aside: true,
    });
  post(context, entry.connection, messages);
  context.store.removeInbox([entry.row]);
  return "done";
}
