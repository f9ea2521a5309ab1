import type { OperationMessage } from "../../protocol/message.ts";
import { hasTooManyOpen, unaskedRoom } from "../contents/quota.ts";
import { whereabouts } from "../contents/reading.ts";
import { safelyArrived } from "../contents/safe-bytes.ts";
import { isContentOf, sharedAttachment } from "../contents/shared-attachment.ts";
import { type Context, audit } from "../context.ts";
import { freshen } from "./agreed-items.ts";
import { serve, takeAsked } from "./answer.ts";
import { forgetOver } from "./gathered.ts";
import type { Held } from "./answer-file.ts";
import { OPEN_STATES } from "../operations-end.ts";
import { beginSteps } from "./long-steps.ts";
import { compareWhenDue } from "./schedule.ts";
import { endRefused, expire, request, takeAnswer } from "./ask.ts";

/** A message of an operation (docs/PROTOCOL.md 6). Inside a transaction. What is of the wrong phase or of a stranger is noted, and nothing else.
 * `held`: as `contentHeld` found it. */
export function takeOperation(context: Context, id: string, message: OperationMessage, held = NOTHING_HELD): void {
  const connection = context.store.connection(id);
  if (!connection) return;
  const isAsked = message.kind === "identify request" || message.kind === "operation request";
  const ignored = isAsked ? takeAsked(context, connection, message, held) : takeAnswer(context, connection, message);
  forgetOver(context);
  if (ignored === null) return;
  audit(context, {
    actor: `partner ${connection.partner?.name ?? ""}`,
    action: "operation ignored",
    connection: id,
    reference: message.conversation,
    info: `${message.kind}: ${ignored}`,
  });
}

const NOTHING_HELD: Held = { bytes: 0, room: null };

/** What is here of the content that a partner asks about, if it may ask: whole, or as far as it has arrived. */
export async function contentHeld(context: Context, id: string, message: OperationMessage): Promise<Held> {
  const { contents } = context;
  if (message.kind !== "identify request" || !message.file || !contents) return NOTHING_HELD;
  const { file, existing, operation } = message;
  // Its answer does not depend on it: nothing is read for it.
  if (context.store.answered(id, message.conversation) || hasTooManyOpen(context, id)) return NOTHING_HELD;
  const attachment = sharedAttachment(context, id, file.issue, file.id);
  const isMaker = attachment !== null && attachment.origin === context.store.connection(id)?.partner?.id;
  const replaces = operation === "ReplaceFile" || operation === "DeleteFile";
  const there = isMaker && replaces && existing !== undefined && { existing: await contents.stands(file.issue, file.id, existing) };
  if (!isContentOf(attachment, file)) return { ...NOTHING_HELD, ...there };
  const where = await whereabouts(contents, file);
  const bytes = where === "here" ? file.size : await safelyArrived(context, contents, file);
  return { bytes, room: await unaskedRoom(context), ...(where === "busy" && { busy: true }), ...there };
}

/** Works on what partners asked for, and ends what nobody answered in time. `pass`: in which pass of the engine. Whether anything moved. */
export function operate(context: Context, id: string, pass = 0): boolean {
  beginSteps(context, pass);
  const { store } = context;
  const connection = store.connection(id);
  forgetOver(context);
  if (!connection || connection.facts.link !== "connected") return false;
  const refused = endRefused(context, connection);
  const ended = expire(context, connection) || refused;
  const unsent = store
    .askedParts(null, OPEN_STATES)
    .find((operation) => operation.connection === id && operation.unsent && !operation.content);
  if (unsent && freshen(context, id)) store.transaction(() => request(context, unsent));
  const begun = compareWhenDue(context, connection);
  return serve(context, connection) || begun || ended || unsent !== undefined;
}
