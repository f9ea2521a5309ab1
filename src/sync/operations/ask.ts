import { toBase32 } from "../../model/base32.ts";
import type { Connection } from "../../model/connection.ts";
import type { AskedOperation, Comparison, ListPage, OperationName, TrailAsked, TrailWanted } from "../../model/operation.ts";
import { type AskedEvent, askedEventOf, stepAsked } from "../../protocol/machines/operation.ts";
import { MAX } from "../../protocol/limits.ts";
import type { OperationMessage } from "../../protocol/message.ts";
import type { TrailPage } from "../../protocol/parts/operation.ts";
import { ISSUE_LIST, OPERATIONS } from "../../protocol/version.ts";
import { raise } from "../alarms.ts";
import { type Context, audit, post } from "../context.ts";
import { beginningTrail, forgetPages, isEnough, nextPage, withPage } from "./asked-trail.ts";
import type { ContentState } from "../../model/content-state.ts";
import { acceptSaid } from "../contents/accept-content.ts";
import { WHOLE, compared, nextRanges } from "./compare.ts";
import { comparedFact } from "../comparison-due.ts";
import { heardFrom, isAtWork, lively, othersOf } from "../contents/partners.ts";
import { OPEN_STATES, PATIENCE_MS } from "../operations-end.ts";
import { compareIssues } from "./compare-issues.ts";
import { pageOf } from "./partner-list.ts";

/** A clock may go back so far. */
const CLOCK_MS = 60 * 60 * 1000;

/** Why nothing was asked. */
export type NotAsked = "NOT_CONNECTED" | "PARTNER_CANNOT" | "ASKED_ALREADY";

interface Given {
  /** For GetIssueIds. */
  readonly page?: ListPage;
  readonly trail?: TrailWanted;
  /** Nobody asked for it. */
  readonly byItself?: true;
}

/**
 * Phase 1 with one partner (docs/PROTOCOL.md 6). Inside a transaction. While one of a name is under way with it no other begins.
 */
export function ask(
  context: Context,
  connection: Connection,
  operation: OperationName,
  id: string,
  { page, trail, byItself }: Given = {},
): NotAsked | null {
  const { store } = context;
  if (connection.facts.link !== "connected" || !connection.partner) return "NOT_CONNECTED";
  if (!connection.partner.capabilities.includes(operation === "GetIssueIds" ? ISSUE_LIST : OPERATIONS)) return "PARTNER_CANNOT";
  const [newest] = store.newestAsked(connection.id, operation, 1);
  if (newest && isOpen(newest)) return "ASKED_ALREADY";
  const begun = context.clock.now();
  const [sentAs = ""] = post(context, connection.id, [{ kind: "identify request", conversation: id, operation }]);
  store.putAsked({
    id,
    connection: connection.id,
    operation,
    state: "identifying",
    begun,
    until: begun + PATIENCE_MS,
    sentAs,
    ...(byItself && { byItself }),
    ...(operation === "GetChecksums" && { comparison: beginning(context) }),
    ...(operation === "GetIssueIds" && { page: page ?? { since: 0, limit: MAX.listed } }),
    ...(trail && { trail: beginningTrail(context, connection.id, trail) }),
  });
  return null;
}

function isOpen({ state }: AskedOperation): boolean {
  return state !== "completed" && state !== "failed";
}

/** A message of a partner to us, who asked. Inside a transaction. Why it was ignored; null: it was not. */
export function takeAnswer(context: Context, connection: Connection, message: OperationMessage): string | null {
  const known = context.store.asked(connection.id, message.conversation);
  const event = askedEventOf(message);
  if (!event) return "nobody asked";
  if (known?.refused !== undefined) return "over";
  return step(context, connection, known, event, message);
}

/** Those of which the partner could not read what we said are over. Whether there was one. */
export function endRefused(context: Context, connection: Connection): boolean {
  const refused = context.store
    .askedParts(null, OPEN_STATES)
    .filter((open) => open.connection === connection.id && open.refused !== undefined);
  if (refused.length > 0)
    context.store.transaction(() => refused.forEach((operation) => step(context, connection, operation, "not understood", null)));
  return refused.length > 0;
}

/** Those that nobody answered in time are over, and say so. Whether there was one. */
export function expire(context: Context, connection: Connection): boolean {
  const { store, clock } = context;
  const now = clock.now();
  // What was asked in the future was asked by a wrong clock.
  const late = store
    .askedParts(null, OPEN_STATES)
    .filter(({ connection: of, until, begun }) => of === connection.id && (until < now || begun > now + CLOCK_MS));
  if (late.length > 0) store.transaction(() => late.forEach((operation) => step(context, connection, operation, "time-out", null)));
  return late.length > 0;
}

function step(
  context: Context,
  connection: Connection,
  known: AskedOperation | null,
  event: AskedEvent,
  message: OperationMessage | null,
): string | null {
  const isSpare = event === "positive" && known?.content !== undefined && othersOf(context, known).some(isAtWork);
  const found = stepAsked(known?.state ?? "absent", isSpare ? "spare" : event);
  if (found.kind === "ignored") return found.why;
  if (!known) return "nobody asked";
  const answered = event === "positive" && known.content ? { ...lively(known, context.clock.now()), awaited: true as const } : known;
  const next: AskedOperation = { ...answered, state: found.to, ...(isSpare && { spare: true }) };
  if (isSpare) context.store.putAsked(next);
  if (found.to === "failed") {
    const said = message && "code" in message ? message.code : "FAILURE";
    // One that only stood by did nothing wrong.
    if (event === "time-out") fail(context, next, known.spare ? "NOT_SELECTED" : "TIMEOUT");
    else fail(context, next, known.refused ?? said);
    return null;
  }
  if (found.does.includes("send request"))
    if (next.comparison || next.content) context.store.putAsked({ ...next, unsent: true });
    else request(context, next);
  if (found.does.includes("take result") && message) take(context, connection, next, message);
  return null;
}

/** Phase 2, or the next request of it. Inside a transaction. */
export function request(context: Context, { unsent: _unsent, ...operation }: AskedOperation): void {
  const { comparison, page, trail, id: conversation, operation: name, connection } = operation;
  if (!comparison) {
    const asks = {
      kind: "operation request",
      conversation,
      operation: name,
      ...(page && { issues: page }),
      ...(trail && { trail: nextPage(trail) }),
    } as const;
    const [sentAs = ""] = post(context, connection, [asks]);
    context.store.putAsked({ ...operation, sentAs });
    return;
  }
  const ranges = nextRanges(context, connection, comparison);
  if (!ranges) return context.store.putAsked({ ...operation, unsent: true });
  const { next, wanted } = ranges;
  const message = { kind: "operation request", conversation, operation: name, checksums: wanted } as const;
  const [sentAs = ""] = post(context, connection, [message]);
  context.store.putAsked({ ...operation, sentAs, comparison: { ...next, characters: next.characters + JSON.stringify(message).length } });
}

function take(context: Context, connection: Connection, operation: AskedOperation, message: OperationMessage): void {
  const isLast = operation.state === "completed";
  if (operation.content) return takeContent(context, { ...operation, content: operation.content }, message);
  if (operation.operation === "GetStatus") {
    const status = message.kind === "operation final" ? message.status : undefined;
    if (!isLast) context.store.putAsked(operation);
    else if (status) finish(context, { ...operation, status });
    else fail(context, operation, "INVALID_MESSAGE");
    return;
  }
  if (operation.operation === "GetIssueIds") {
    const list = message.kind === "operation final" && operation.page ? pageOf(operation.page, message.issues) : null;
    if (!isLast) context.store.putAsked(operation);
    else if (list) finish(context, { ...operation, list });
    else fail(context, operation, "INVALID_MESSAGE");
    return;
  }
  const told = message.kind === "operation final" || message.kind === "operation progress" ? message.trail : undefined;
  if (operation.trail) return takePage(context, { ...operation, trail: operation.trail }, told, isLast);
  const { comparison } = operation;
  const answers = message.kind === "operation final" || message.kind === "operation progress" ? message.checksums : undefined;
  if (!comparison || (isLast && !answers)) return fail(context, operation, "INVALID_MESSAGE");
  // Accepted, and nothing said yet.
  if (!answers) return context.store.putAsked(operation);
  const step = compared(context, connection, comparison, answers);
  if (!step || (isLast && step.waiting.length > 0)) return fail(context, operation, "INVALID_MESSAGE");
  const next = { ...operation, comparison: { ...step, characters: step.characters + JSON.stringify(message).length } };
  if (!isLast) return request(context, next);
  const repairs = compareIssues(context, connection, next.comparison.differences);
  finish(context, { ...next, comparison: { ...next.comparison, repairs } });
}

/** A word of the partner about a content that travels. */
function takeContent(context: Context, operation: AskedOperation & { readonly content: ContentState }, message: OperationMessage): void {
  const { content } = operation;
  if (operation.state === "completed") {
    // What it says to be done cannot be: of a content that comes, this side is the one to know.
    if (content.way === "in" && content.got < content.file.size) return senseless(context, operation);
    over(context, { ...operation, content: { ...content, got: content.file.size } }, operation.operation);
    noteRemoved(context, operation);
    giveUpOthers(context, operation);
    return;
  }
  const said = message.kind === "operation progress" ? message.content : undefined;
  const next = said && acceptSaid(content, said);
  if (next) context.store.putAsked({ ...heardFrom(context, operation), content: next });
  else senseless(context, operation);
}

/** A person's file went at the partner: both trails say so. */
function noteRemoved(context: Context, { operation, connection, id: reference, content }: AskedOperation): void {
  if (!content || (operation !== "ReplaceFile" && operation !== "DeleteFile")) return;
  const { issue, id: info } = content.file;
  const about = { actor: "issue-ferry", connection, issue, reference, info };
  if (operation === "ReplaceFile") audit(context, { action: "file replaced", ...about });
  else audit(context, { action: "file taken back", ...about });
}

/** What the partner says makes no sense. It is told that nobody waits any more: what it made ready may go. */
function senseless(context: Context, operation: AskedOperation & { readonly content: ContentState }): void {
  const { connection, id: reference, content } = operation;
  post(context, connection, [cancelOf(operation)]);
  raise(context, { code: "FAILED_TRANSFER", connection, issue: content.file.issue, reference, info: "INVALID_MESSAGE" });
  fail(context, operation, "INVALID_MESSAGE");
}

/** This side waits no longer for this partner, which is told. Inside a transaction. */
export function giveUp(context: Context, operation: AskedOperation, code: string): void {
  const found = stepAsked(operation.state, "cancel");
  if (found.kind === "ignored") return;
  post(context, operation.connection, [cancelOf(operation)]);
  const { unsent: _, spare: __, late: ___, ...rest } = operation;
  fail(context, { ...rest, state: found.to, ours: true }, code);
}

function cancelOf({ id: conversation, operation }: AskedOperation): OperationMessage {
  return { kind: "operation request", conversation, operation, cancel: true };
}

/** It is here: nobody else is waited for. Inside a transaction. */
export function giveUpOthers(context: Context, operation: AskedOperation): void {
  for (const other of othersOf(context, operation)) giveUp(context, other, "NOT_SELECTED");
}

function takePage(
  context: Context,
  operation: AskedOperation & { readonly trail: TrailAsked },
  page: TrailPage | undefined,
  isLast: boolean,
): void {
  // Accepted, and nothing said yet.
  if (!page && !isLast) return context.store.putAsked(operation);
  const trail = page ? withPage(operation.trail, page, isLast) : "INVALID_MESSAGE";
  if (typeof trail === "string") return fail(context, { ...operation, trail: { ...operation.trail, events: [] } }, trail);
  if (!isLast && !isEnough(trail)) return request(context, { ...operation, trail });
  forgetPages(context, operation);
  finish(context, { ...operation, trail: isLast ? trail : { ...trail, more: true }, state: "completed" });
}

function finish(context: Context, operation: AskedOperation): void {
  const { comparison, connection, id: reference } = operation;
  if (comparison) context.store.setFact(comparedFact(connection), `${context.clock.now()} ${comparison.found}`);
  if (comparison && comparison.found > 0) raise(context, { code: "INTEGRITY_ISSUE", connection, reference, info: "DIFFERENT" }, "here");
  over(context, operation, comparison ? `${operation.operation}: ${comparison.found} different` : operation.operation);
}

function fail(context: Context, operation: AskedOperation, code: string): void {
  const isOurs = code === "NOT_SELECTED" || code === "CANCELLED";
  // The partner may read this: neither that somebody else was asked, too, nor what a person did is its matter.
  over(context, { ...operation, state: "failed", code }, isOurs ? operation.operation : `${operation.operation}: ${code}`);
  // That the partner lacks it is no failure (docs/PROTOCOL.md 6).
  if (code === "REQUEST_NOT_SUPPORTED" || code === "IDENTIFICATION_NEGATIVE") return;
  // Nobody here waits for what was asked by itself: a partner that is away is no alarm.
  if (operation.byItself) return;
  const { connection, id: reference, operation: info } = operation;
  if (code === "TIMEOUT") raise(context, { code: "TIMEOUT", connection, reference, info });
  else if (!operation.content) raise(context, { code: "FAILED_OPERATION", connection, reference, info: `${info} ${code}` });
}

function over(context: Context, operation: AskedOperation, info: string): void {
  const { comparison } = operation;
  const rest = comparison && { comparison: { ...comparison, asked: [], waiting: [] } };
  context.store.putAsked({ ...operation, ...rest, ended: context.clock.now() });
  audit(context, { actor: "issue-ferry", action: "operation ended", connection: operation.connection, reference: operation.id, info });
}

function beginning({ crypto }: Context): Comparison {
  return {
    salt: toBase32(crypto.random(16)),
    asked: [],
    waiting: [WHOLE],
    rounds: 0,
    characters: 0,
    differences: [],
    found: 0,
    underWay: 0,
  };
}
