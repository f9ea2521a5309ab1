import { type Connection, isSilent } from "../../model/connection.ts";
import type { ContentState } from "../../model/content-state.ts";
import { type AnsweredOperation, type AskedOperation, isFileOperation } from "../../model/operation.ts";
import type { Contents } from "../../ports/contents.ts";
import type { Transport } from "../../ports/transport.ts";
import { type Context, audit, post } from "../context.ts";
import { raise } from "../alarms.ts";
import { endAnswered, servedInPart } from "../operations/answer.ts";
import { giveUp, giveUpOthers } from "../operations/ask.ts";
import { fetchAtOnce } from "./at-once.ts";
import { hasBegunFiles } from "./begun-files.ts";
import { type Budget, BYTES_PER_PASS } from "./budget.ts";
import { folderRoom } from "./folder-room.ts";
import { type Given, type Giving, give } from "./give.ts";
import { countHandedOver, dropUndone, endHandedOver, noteHandedOver } from "./handed-over.ts";
import { lookAfter, mayLeave } from "./look-after.ts";
import { type WithContent, openAnswered, openAsked } from "./open-files.ts";
import { countUnasked, noteDone, unaskedRoom } from "./quota.ts";
import { noteArrived } from "./safe-bytes.ts";
import { type Seen, askOthers, isAtWork, lively } from "./partners.ts";
import { sharedAttachment } from "./shared-attachment.ts";
import { type Taken, take } from "./take.ts";
import { mayHaveParts, noteParts } from "./standing-parts.ts";

/** Contents that travel on all connections, a bounded number of bytes, each time beginning with another connection. Whether anything moved. */
export async function travelContents(context: Context, seen: Seen, pass: number): Promise<boolean> {
  const budget: Budget = { left: BYTES_PER_PASS };
  const held = new Set<string>();
  const connections = context.store.connections();
  const first = connections.length === 0 ? 0 : pass % connections.length;
  let moved = false;
  for (const connection of [...connections.slice(first), ...connections.slice(0, first)])
    if (seen.reached.has(connection.id)) moved = (await travelOn(context, connection, budget, held)) || moved;
  // Only now: what stands ready is taken, and what was said is heard.
  return askOthers(context, seen, held) || moved;
}

/** Whether contents travel on the connection, or parts of ours may still stand in the exchange folder, or something of theirs lie here. */
function hasContents(context: Context, id: string): boolean {
  return (
    openAsked(context, id).length > 0 || openAnswered(context, id).length > 0 || mayHaveParts(context, id) || hasBegunFiles(context, id)
  );
}

/** `held`: to it are added conversations whose content could not be taken here, whatever stands ready. */
async function travelOn(context: Context, connection: Connection, budget: Budget, held: Set<string>): Promise<boolean> {
  const { id } = connection;
  const transport = context.transportOf(connection);
  // What stands there may be the other copy's, which alone writes and deletes now.
  if (isSilent(connection) || !transport) return false;
  let moved = await fetchAtOnce(context, connection);
  if (!hasContents(context, id)) return moved;
  expireAnswered(context, id);
  await dropUndone(context, id);
  if (connection.facts.link === "connected") {
    for (const row of openAnswered(context, id)) moved = (await answerOn(context, connection, transport, budget, row)) || moved;
    for (const row of openAsked(context, id)) moved = (await askOn(context, connection, transport, budget, row, held)) || moved;
  }
  return (await lookAfter(context, connection, transport, budget)) || moved;
}

/** Whoever asked and was not heard of for as long as anything waits, waits no more. */
function expireAnswered(context: Context, id: string): void {
  const { store, clock } = context;
  const late = openAnswered(context, id).filter(({ until = 0 }) => until < clock.now());
  if (late.length > 0)
    store.transaction(() => {
      for (const row of late) store.putAnswered({ ...row, state: "ended" });
    });
}

/** What a partner asked for. */
async function answerOn(
  context: Context,
  connection: Connection,
  transport: Transport,
  budget: Budget,
  row: WithContent<AnsweredOperation>,
): Promise<boolean> {
  const { store, contents } = context;
  const { content, operation } = row;
  const works = row.state === "working";
  const keep = (next: ContentState): void => kept(context, next, () => store.putAnswered({ ...row, content: next }));
  const end = (code: string, next = content): boolean => {
    store.transaction(() => endAnswered(context, { ...row, content: next }, code));
    return true;
  };
  if (!contents) return works && end("FAILURE");
  if (content.way === "out") {
    if (!works) return false;
    if (content.got === content.file.size) return end("OPERATION_COMPLETED");
    if (!mayLeave(context, connection, content)) return end("FILE_NOT_FOUND");
    const given = await give(givingOf(context, connection, transport, budget, keep, content), content);
    if (given.kind === "gone") return end("FILE_NOT_FOUND");
    if (given.kind === "said")
      store.transaction(() => servedInPart(context, { ...row, content: given.content }, codeOf(content), given.said));
    return given.kind !== "waits";
  }
  if (!isFileOperation(operation)) return false;
  if (operation === "DeleteFile") return works && (await removeFor(context, connection, contents, row, end));
  if (content.transfer || content.inline !== undefined) noteHandedOver(context, connection.id, content.file);
  const room = await unaskedRoom(context);
  const taken = await take({ context, connection, contents, transport, budget, room, keep }, content);
  if (taken.kind === "whole") {
    if (!works) return false;
    store.transaction(() => {
      // What was here already did not come.
      const came = content.transfer !== undefined || content.inline !== undefined;
      if (came) countUnasked(context, connection.id, content.file);
      endHandedOver(context, connection.id, content.file);
      const about = { actor: `partner ${connection.partner?.name ?? ""}`, ...aboutFile(row) };
      if (came && content.existing === undefined) audit(context, { action: "file arrived", ...about, info: content.file.id });
      else if (came) audit(context, { action: "file replaced", ...about, info: content.file.id });
      endAnswered(context, { ...row, content: taken.content }, "OPERATION_COMPLETED");
    });
    return true;
  }
  if (taken.kind === "failed") return works && (failedHere(context, connection, row.id, taken), end(taken.code, taken.content));
  if (taken.kind === "said")
    store.transaction(() => servedInPart(context, { ...row, content: taken.content }, codeOf(content), taken.said));
  else if (works && !content.transfer && content.inline === undefined) {
    // The first word: go on, from here.
    const { got } = taken.content;
    const next = { ...taken.content, turn: false, told: got };
    store.transaction(() => servedInPart(context, { ...row, content: next }, "OPERATION_ACCEPTED_PROGRESS", { got }));
  }
  return taken.kind !== "waits";
}

/** The partner takes a content of its own back. That it stood here is on record before it goes. */
async function removeFor(
  context: Context,
  connection: Connection,
  contents: Contents,
  row: WithContent<AnsweredOperation>,
  end: (code: string) => boolean,
): Promise<boolean> {
  const { store } = context;
  const { id: reference, content } = row;
  const { file, existing = "", begun } = content;
  const { issue } = file;
  if (!sharedAttachment(context, connection.id, issue, file.id)) return end("FILE_NOT_FOUND");
  if (!begun && (await contents.stands(issue, file.id, existing)) === "same")
    store.transaction(() => store.putAnswered({ ...row, content: { ...content, begun: true } }));
  const failure = await contents.remove(issue, file.id, existing);
  if (failure === null || (failure.kind === "missing" && begun)) {
    const about = { connection: connection.id, issue, reference, info: file.id };
    store.transaction(() => audit(context, { actor: `partner ${connection.partner?.name ?? ""}`, action: "file taken back", ...about }));
    return end("OPERATION_COMPLETED");
  }
  if (failure.kind === "missing" || failure.kind === "unknown") return end("FILE_NOT_FOUND");
  if (failure.kind !== "another") return false;
  store.transaction(() =>
    raise(context, { code: "CHECKSUM_ALARM", connection: connection.id, issue, reference, info: "EXISTING_FILE_CHECKSUM" }, "here"),
  );
  return end("EXISTING_FILE_CHECKSUM");
}

/** How far it is, for this operation and for those after it. */
function kept(context: Context, next: ContentState, put: () => void): void {
  context.store.transaction(() => {
    put();
    if (next.way === "in") noteArrived(context, next.file, next.got);
  });
}

function codeOf({ transfer }: ContentState): "OPERATION_ACCEPTED_PROGRESS" | "OPERATION_PROGRESS" {
  return transfer ? "OPERATION_PROGRESS" : "OPERATION_ACCEPTED_PROGRESS";
}

/** What this side asked for. */
async function askOn(
  context: Context,
  connection: Connection,
  transport: Transport,
  budget: Budget,
  given: WithContent<AskedOperation>,
  held: Set<string>,
): Promise<boolean> {
  const { store, contents } = context;
  const { content, id: conversation, operation, unsent } = given;
  if (!contents || !isAtWork(given)) return false;
  let row: AskedOperation = given;
  const keep = (next: ContentState, brought?: "brought"): void => {
    row = brought ? lively({ ...row, content: next }, context.clock.now()) : { ...row, content: next };
    kept(context, next, () => store.putAsked(row));
  };
  const say = (result: Extract<Given | Taken, { kind: "said" }>): void =>
    store.transaction(() => {
      const [sentAs = ""] = post(context, row.connection, [{ kind: "operation request", conversation, operation, content: result.said }]);
      const { unsent: _, ...rest } = row;
      store.putAsked({ ...rest, sentAs, content: result.content });
    });
  if (content.way === "out") {
    const isDelete = operation === "DeleteFile";
    if (
      isDelete ? !sharedAttachment(context, connection.id, content.file.issue, content.file.id) : !mayLeave(context, connection, content)
    ) {
      store.transaction(() => giveUp(context, row, "FILE_NOT_FOUND"));
      return true;
    }
    if (unsent) say({ kind: "said", content: { ...content, turn: false }, said: {} });
    if (unsent || !content.turn || isDelete) return unsent === true;
    const result = await give(givingOf(context, connection, transport, budget, keep, content), content);
    if (result.kind === "said") say(result);
    if (result.kind === "gone") store.transaction(() => giveUp(context, row, "FILE_NOT_FOUND"));
    return result.kind !== "waits";
  }
  // All is here and was said: the partner has the last word.
  if (content.got === content.file.size && !content.turn && !unsent) return false;
  const room = row.byItself ? await unaskedRoom(context) : null;
  const taken = await take({ context, connection, contents, transport, budget, room, keep }, content);
  if (taken.kind === "whole" && row.byItself) countHandedOver(context, connection.id, content.file);
  if (taken.kind === "failed") {
    failedHere(context, connection, conversation, taken);
    store.transaction(() => giveUp(context, { ...row, content: taken.content }, taken.code));
    return true;
  }
  // A smaller one may have its place.
  if (row.byItself && taken.kind === "waits" && taken.held === "no room") {
    store.transaction(() => giveUp(context, { ...row, content: taken.content }, "NO_ROOM"));
    return true;
  }
  if (taken.kind !== "whole" && taken.kind !== "said" && taken.held) held.add(conversation);
  if (taken.kind === "said") say(taken);
  // All of it has arrived and cannot be put into its place now: whoever hears that all is here calls it done.
  else if (taken.kind === "waits" && taken.content.got === content.file.size) return false;
  else if (unsent || (taken.kind === "whole" && content.turn)) {
    const { got } = taken.content;
    say({ kind: "said", content: { ...taken.content, turn: false, told: got }, said: { got } });
    if (taken.kind === "whole")
      store.transaction(() => {
        giveUpOthers(context, row);
        audit(context, { ...aboutFile(given), actor: "issue-ferry", action: "file arrived", info: content.file.id });
        if (!row.byItself) noteDone(context, connection.id, content.file);
      });
    return true;
  } else if (taken.kind === "whole")
    // It is no longer collected: nothing of it counts as arrived.
    store.transaction(() => store.putAsked({ ...row, content: taken.content }));
  return taken.kind !== "waits";
}

function aboutFile({ connection, id, content }: Pick<WithContent<AskedOperation>, "connection" | "id" | "content">): {
  connection: string;
  issue: string;
  reference: string;
} {
  return { connection, issue: content.file.issue, reference: id };
}

/** It did not come, and a person is told once. What arrived stays, unless it is proven to be another content: then it is gone already. */
function failedHere(
  context: Context,
  connection: Connection,
  reference: string,
  { content: { file }, code }: Extract<Taken, { kind: "failed" }>,
): void {
  // Of what it wanted to replace the partner is told in the answer.
  const told = code === "EXISTING_FILE_CHECKSUM" ? "here" : "partner";
  context.store.transaction(() =>
    raise(context, { code: alarmOf(code), connection: connection.id, issue: file.issue, reference, info: code }, told),
  );
}

function alarmOf(code: string): "CHECKSUM_ALARM" | "FAILED_TRANSFER" {
  return code === "EXISTING_FILE_CHECKSUM" ? "CHECKSUM_ALARM" : "FAILED_TRANSFER";
}

function givingOf(
  context: Context,
  connection: Connection,
  transport: Transport,
  budget: Budget,
  keep: (content: ContentState) => void,
  content: ContentState,
): Giving {
  const { contents } = context;
  if (!contents) throw new Error("no contents");
  noteParts(context, connection.id);
  const room = folderRoom(context, connection, content);
  return { context, connection, contents, transport, budget, room, keep };
}
