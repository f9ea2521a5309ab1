import { sameDocument } from "../model/changes.ts";
import type { Connection } from "../model/connection.ts";
import type { Failure } from "../model/failure.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import type { TrackerIssue } from "../model/tracker-issue.ts";
import { sameValue } from "../model/value.ts";
import { encodeMessage } from "../protocol/codec.ts";
import { bounded, changedParts, messageNote, replacedValues } from "./audit-notes.ts";
import { withTheirs } from "./changed-words.ts";
import { type Context, audit, isoNow, postEncoded } from "./context.ts";
import { forgetNoMore } from "./forgotten.ts";
import { settle } from "./intent.ts";
import { mergeMessage } from "./merge-message.ts";
import type { Answer } from "./receive-primary.ts";
import { type Listener, observeIssue, passOnGone } from "./observe.ts";
import { type Projection, project } from "./projection.ts";
import { putRow, putSync, rowOf } from "./rows.ts";
import { partOf } from "./rules.ts";
import type { Work } from "./work.ts";

/**
 * The outcome of the write that an incoming message asked for becomes the new state and the answer. What the primary's tracker refused
 * of the secondary's values was never agreed: the message is merged again without it. Inside a transaction.
 */
export function concludeWrite(
  context: Context,
  connection: Connection,
  work: Work,
  readBack: TrackerIssue | null,
  trackerRefused: readonly Failure[],
  audience: readonly Listener[],
): void {
  const { store } = context;
  const { rules, entry } = work;
  const id = entry.message.issue;
  const again = trackerRefused.length > 0 && rules.role === "primary" ? mergeMessage(rules, work.original, entry, trackerRefused) : null;
  const merged = again ? { ...again, sync: { ...again.sync, refusedHere: work.merged.sync.refusedHere } } : work.merged;
  const stillRefused = trackerRefused.filter(({ field }) =>
    sameValue(partOf(merged.sync.mine, field ?? ""), partOf(work.merged.sync.mine, field ?? "")),
  );
  const reverted = new Set(trackerRefused.filter((failure) => !stillRefused.includes(failure)).map(({ field }) => field));
  const read = readBack && project(rules, readBack, merged.sync, null, isoNow(context));
  const settled = settle(
    { ...withTheirs(merged.before, answered(merged.sync)), pendingWrite: null },
    { action: work.intent.action, parts: work.intent.parts.filter((part) => !reverted.has(part)) },
    read,
    stillRefused,
  );
  const row = store.issue(id);
  const key = readBack?.key ?? row?.key ?? id;
  const answer = merged.answer(settled, key);
  const [sentAs] = postEncoded(context, connection.id, answer.messages.map(encodeMessage));
  note(context, connection, { ...work, merged }, answer, sentAs ?? "");
  putSync(context, connection, rules.role === "primary" && sentAs !== undefined ? { ...answer.sync, sentAs } : answer.sync);
  forgetNoMore(context, connection, id);
  const receivedOver = row ? row.receivedOver : answer.sync.introducedBy === "partner" ? connection.id : null;
  if (readBack) {
    putRow(context, rowOf(readBack, receivedOver));
    // Other connections take it up as an edit of our user; on this one only what was not written can be one.
    const isOnlyHere = audience.every((listener) => listener.connection.id === connection.id);
    if (!isOnlyHere || !read || !isAsWritten(answer.sync, read)) observeIssue(context, readBack, null, audience);
  } else if (row) {
    const gone = work.intent.action.kind === "delete" && stillRefused.length === 0;
    // The tracker remembers what it did, and tells nobody.
    if (gone) passOnGone(context, connection.id, id);
    putRow(context, gone ? { ...row, gone: "deleted", version: null } : row);
  }
}

/** For the trail: what the message brought and what of it is refused; and what of ours leaves with the answer to it. */
function note(context: Context, connection: Connection, { entry, merged }: Work, { messages, tells }: Answer, sentAs: string): void {
  const { message } = entry;
  const { changes, before } = merged.brings;
  const about = { connection: connection.id, issue: message.issue };
  const noted = messageNote({ ...message, changes }, `${entry.life}.${entry.number}`, before);
  const brought = new Set(changedParts(message.changes ?? {}));
  const unwritten = bounded(messages.flatMap(({ refused }) => refused.map(({ field }) => field)).filter((part) => brought.has(part)));
  audit(context, {
    actor: `partner ${connection.partner?.name ?? ""}`,
    action: `${message.kind} applied`,
    ...about,
    ...noted,
    ...(noted.parts && replacedValues(changes, merged.before, merged.sync.mine)),
    ...(unwritten && { unwritten }),
  });
  const [reply] = messages;
  if (!reply) return;
  if (tells.length === 0) {
    audit(context, { actor: "issue-ferry", action: "answer sent", ...about, reference: sentAs, info: reply.result, aside: true });
    return;
  }
  const { added = [], removed = [], ...sent } = messageNote(reply, sentAs, before);
  const those = (parts: readonly string[]): readonly string[] => parts.filter((part) => tells.includes(part));
  audit(context, {
    actor: "issue-ferry",
    action: "confirmation sent",
    ...about,
    ...sent,
    parts: bounded(tells) ?? [],
    added: those(added),
    removed: those(removed),
  });
}

/** The tracker shows what was agreed and nothing else: another look at it would find nothing. An own issue may have left what is shared. */
function isAsWritten(sync: IssueSync, read: Projection): boolean {
  const nothingElse =
    Object.keys(read.unsendable).length +
    Object.keys(sync.unsendable).length +
    read.restores.length +
    read.typed.length +
    read.restoredFiles.length;
  return (
    sync.introducedBy === "partner" &&
    !sync.frozen &&
    nothingElse === 0 &&
    Object.keys(sync.refusedHere).length === 0 &&
    sameDocument(read.document, sync.mine) &&
    sameDocument(read.shadow, sync.shadow)
  );
}

/** A person's answer counts for the deletion it was about, not for a later one. */
function answered(sync: IssueSync): IssueSync {
  const { takesDeletion: _, ...rest } = sync;
  return rest;
}
