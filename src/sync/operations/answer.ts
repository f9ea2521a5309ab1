import type { Connection } from "../../model/connection.ts";
import type { ContentState } from "../../model/content-state.ts";
import type { AnsweredOperation, IssueRange, PartnerStatus, TrailWanted } from "../../model/operation.ts";
import { type AnsweredEvent, stepAnswered } from "../../protocol/machines/operation.ts";
import type { IdentifyRequestMessage } from "../../protocol/messages/identify-request.ts";
import type { OperationFinalMessage } from "../../protocol/messages/operation-final.ts";
import type { OperationRequestMessage } from "../../protocol/messages/operation-request.ts";
import type { ChecksumsWanted, IssuesWanted, RangeAnswer } from "../../protocol/parts/operation.ts";
import type { ContentSaid } from "../../protocol/parts/content.ts";
import { isFileOperation } from "../../model/operation.ts";
import { type Context, audit, post } from "../context.ts";
import { type AgreedItem, freshen } from "./agreed-items.ts";
import { raise } from "../alarms.ts";
import { acceptSaid } from "../contents/accept-content.ts";
import { PATIENCE_MS } from "../operations-end.ts";
import { isBusy } from "./busy.ts";
import { gather } from "./gathered.ts";
import { numbered, ownList } from "./own-list.ts";
import { type Held, contentOf, fileRefusal } from "./answer-file.ts";
import { ownTrail } from "./own-trail.ts";
import { ownStatus } from "./own-status.ts";
import { answerRange, areDisjoint } from "./range-checksums.ts";

/** Issues and parts named in one answer, about: what is beyond is asked for again. */
const MOST_NAMED = 20_000;
/** Operations of one partner that wait here to be worked on; more are refused. */
export const MOST_WAITING = 16;

const SUPPORTED: ReadonlySet<string> = new Set(["GetStatus", "GetChecksums", "GetIssueIds", "GetAuditTrails"]);

/**
 * Phase 1, and the request of phase 2, which waits for `serve`. `held`: what is here of the content in question. Inside a transaction. Why it was
 * ignored; null: it was not.
 */
export function takeAsked(
  context: Context,
  connection: Connection,
  message: IdentifyRequestMessage | OperationRequestMessage,
  held: Held,
): string | null {
  const { store } = context;
  const { conversation } = message;
  const known = store.answered(connection.id, conversation);
  const isRequest = message.kind === "operation request";
  if (isRequest && known && known.operation !== message.operation) return "another operation";
  const refusal = isRequest ? null : refusalOf(context, connection, message, held);
  const asked = isRequest ? (message.cancel ? "cancel" : "request") : refusal === null ? "identify" : "identify unsupported";
  const step = stepAnswered(known?.state ?? "absent", asked);
  if (step.kind === "ignored") return step.why;
  const begun = known?.content ?? (!isRequest && refusal === null && message.file && contentOf(message, message.file));
  const operation: AnsweredOperation = {
    id: conversation,
    connection: connection.id,
    operation: message.operation,
    state: step.to,
    ...(known?.trailEnd !== undefined && { trailEnd: known.trailEnd }),
    ...(begun && { content: begun, until: context.clock.now() + PATIENCE_MS }),
  };
  if (asked === "cancel") {
    store.putAnswered(operation);
    return null;
  }
  for (const action of step.does) {
    if (action === "send identification")
      post(context, connection.id, [
        { kind: "identify response", conversation, code: "IDENTIFICATION_POSITIVE", delivers: 0, ...(begun && { holds: held.bytes }) },
      ]);
    if (action === "send refusal")
      post(context, connection.id, [{ kind: "identify response", conversation, code: refusal ?? "REQUEST_NOT_SUPPORTED" }]);
  }
  if (refusal === "EXISTING_FILE_CHECKSUM") otherExisting(context, connection.id, conversation, message);
  if (!isRequest) store.putAnswered(operation);
  else if (store.answeredIn(connection.id, ["working"]).length >= MOST_WAITING) end(context, operation, "not served", { code: "FAILURE" });
  else if (operation.content) goOn(context, { ...operation, content: operation.content }, message);
  else if (!saysWhat(message)) misunderstood(context, operation);
  else {
    const asks = message.checksums ?? message.issues ?? message.trail;
    store.putAnswered({ ...operation, ...(asks && { request: JSON.stringify(asks) }) });
  }
  return null;
}

function saysWhat({ operation, checksums, issues, trail }: OperationRequestMessage): boolean {
  if (operation === "GetChecksums") return checksums !== undefined && areDisjoint(checksums.ranges);
  if (operation === "GetAuditTrails") return trail !== undefined;
  return operation !== "GetIssueIds" || issues !== undefined;
}

/** Those that are answered from fingerprints. */
const FRESH: ReadonlySet<string> = new Set(["GetChecksums", "GetIssueIds"]);

/** Works on the oldest operation that this partner asked for; one at a time, so that no other partner waits for long. Whether there is one. */
export function serve(context: Context, connection: Connection): boolean {
  const { store } = context;
  const operation = store.answeredIn(connection.id, ["working"]).find(({ content }) => !content);
  if (!operation) return false;
  if (FRESH.has(operation.operation) && !freshen(context, connection.id)) return true;
  const page = operation.operation === "GetIssueIds" ? (JSON.parse(operation.request ?? "{}") as IssuesWanted) : null;
  if (page && !store.transaction(() => numbered(context, connection.id, operation.id, page))) return true;
  const wanted = operation.operation === "GetChecksums" ? (JSON.parse(operation.request ?? "{}") as ChecksumsWanted) : null;
  const items =
    wanted && store.transaction(() => gather(context, connection.id, { side: "answers", name: operation.id }, wanted.ranges.map(rangeOf)));
  if (wanted && !items) return true;
  store.transaction(() => {
    const { id: conversation, request } = operation;
    audit(context, {
      actor: `partner ${connection.partner?.name ?? ""}`,
      action: "operation answered",
      connection: connection.id,
      reference: conversation,
      info: operation.operation,
    });
    if (operation.operation === "GetStatus")
      return end(context, operation, "served", { ...COMPLETED, status: said(ownStatus(context, connection)) });
    if (page) return end(context, operation, "served", { ...COMPLETED, issues: ownList(context, connection.id, page) });
    if (operation.operation === "GetAuditTrails") {
      const until = operation.trailEnd ?? store.newestTold(connection.id);
      const { page: trail, isLast } = ownTrail(context, connection, JSON.parse(request ?? "{}") as TrailWanted, until);
      if (isLast) return end(context, operation, "served", { ...COMPLETED, trail });
      post(context, connection.id, [{ kind: "operation progress", conversation, code: "OPERATION_PROGRESS", trail }]);
      return worked(context, { ...operation, trailEnd: until }, "served in part");
    }
    if (!wanted || !items) return misunderstood(context, operation);
    const checksums = answersTo(context, connection, wanted, items);
    const isWhole = checksums.length === wanted.ranges.length && checksums.every((answer) => !("parts" in answer));
    if (isWhole) return end(context, operation, "served", { ...COMPLETED, checksums });
    post(context, connection.id, [{ kind: "operation progress", conversation, code: "OPERATION_PROGRESS", checksums }]);
    worked(context, operation, "served in part");
  });
  return true;
}

function rangeOf([from, to]: ChecksumsWanted["ranges"][number]): IssueRange {
  return { from, to };
}

/** Of the first ranges, as many as one answer holds. `items`: of each range. */
function answersTo(
  context: Context,
  connection: Connection,
  { salt, ranges }: ChecksumsWanted,
  items: readonly (readonly AgreedItem[])[],
): RangeAnswer[] {
  const busy = (issue: string): boolean => isBusy(context, connection, issue);
  const answers: RangeAnswer[] = [];
  let named = 0;
  for (const [i, range] of ranges.entries()) {
    if (named > MOST_NAMED) break;
    const answer = answerRange(context.crypto, { salt, range: rangeOf(range), theirs: range[2] }, items[i] ?? [], busy);
    named += "parts" in answer ? answer.parts.length : "items" in answer ? answer.items.length : 1;
    answers.push(answer);
  }
  return answers;
}

function said(status: PartnerStatus): NonNullable<OperationFinalMessage["status"]> {
  return { ...status, causes: [...status.causes], capabilities: [...status.capabilities] };
}

/** Why it cannot be asked for; null: it can. */
function refusalOf(context: Context, connection: Connection, { operation, file }: IdentifyRequestMessage, held: Held): string | null {
  if (SUPPORTED.has(operation)) return null;
  if (!isFileOperation(operation) || !context.contents) return "REQUEST_NOT_SUPPORTED";
  return file ? fileRefusal(context, connection, operation, file, held) : "REQUEST_NOT_UNDERSTOOD";
}

/** A request for a content: it is this side's turn. */
function goOn(context: Context, operation: AnsweredOperation & { readonly content: ContentState }, message: OperationRequestMessage): void {
  const content = message.content && acceptSaid(operation.content, message.content);
  if (content) return context.store.putAnswered({ ...operation, content });
  const { connection, id: reference } = operation;
  const { issue } = operation.content.file;
  raise(context, { code: "FAILED_TRANSFER", connection, issue, reference, info: "REQUEST_NOT_UNDERSTOOD" });
  end(context, operation, "not served", { code: "REQUEST_NOT_UNDERSTOOD" });
}

/** The answer to a file operation goes on, and waits for the next request. Inside a transaction. */
export function servedInPart(
  context: Context,
  operation: AnsweredOperation,
  code: "OPERATION_ACCEPTED_PROGRESS" | "OPERATION_PROGRESS",
  content: ContentSaid,
): void {
  post(context, operation.connection, [{ kind: "operation progress", conversation: operation.id, code, content }]);
  worked(context, operation, "served in part");
}

/** Somebody takes what stands here for something else. What it is, is not told. */
function otherExisting(
  context: Context,
  connection: string,
  reference: string,
  message: IdentifyRequestMessage | OperationRequestMessage,
): void {
  const issue = message.kind === "identify request" ? message.file?.issue : undefined;
  raise(
    context,
    { code: "CHECKSUM_ALARM", connection, reference, info: "EXISTING_FILE_CHECKSUM", ...(issue !== undefined && { issue }) },
    "here",
  );
}

/** The one final of a file operation. Inside a transaction. */
export function endAnswered(context: Context, operation: AnsweredOperation, code: string): void {
  end(context, operation, code === "OPERATION_COMPLETED" ? "served" : "not served", { code });
}

const COMPLETED = { code: "OPERATION_COMPLETED" } as const;

function misunderstood(context: Context, operation: AnsweredOperation): void {
  const { connection, id: reference, operation: info } = operation;
  end(context, operation, "not served", { code: "REQUEST_NOT_UNDERSTOOD" });
  raise(context, { code: "INCONSISTENT_REQUEST", connection, reference, info }, "here");
}

/** The one final of an operation. */
function end(
  context: Context,
  operation: AnsweredOperation,
  event: "served" | "not served",
  result: Omit<OperationFinalMessage, "kind" | "conversation">,
): void {
  post(context, operation.connection, [{ kind: "operation final", conversation: operation.id, ...result }]);
  worked(context, operation, event);
}

function worked(context: Context, operation: AnsweredOperation, event: AnsweredEvent): void {
  const step = stepAnswered(operation.state, event);
  const { request: _request, ...rest } = operation;
  if (step.kind === "step") context.store.putAnswered({ ...rest, state: step.to });
}
