import type { OperationMessage } from "../../protocol/message.ts";
import { isHere } from "../contents/reading.ts";
import { isContentOf, sharedAttachment } from "../contents/shared-attachment.ts";
import { type Context, audit } from "../context.ts";
import { freshen } from "./agreed-items.ts";
import { serve, takeAsked } from "./answer.ts";
import { OPEN_STATES } from "../operations-end.ts";
import { compareWhenDue } from "./schedule.ts";
import { endRefused, expire, request, takeAnswer } from "./ask.ts";

/** A message of an operation (docs/PROTOCOL.md 6). Inside a transaction. What is of the wrong phase or of a stranger is noted, and nothing else.
 * `holds`: as `contentHeld` found it. */
export function takeOperation(context: Context, id: string, message: OperationMessage, holds = 0): void {
  const connection = context.store.connection(id);
  if (!connection) return;
  const isAsked = message.kind === "identify request" || message.kind === "operation request";
  const ignored = isAsked ? takeAsked(context, connection, message, holds) : takeAnswer(context, connection, message);
  if (ignored === null) return;
  audit(context, {
    actor: `partner ${connection.partner?.name ?? ""}`,
    action: "operation ignored",
    connection: id,
    reference: message.conversation,
    info: `${message.kind}: ${ignored}`,
  });
}

/** Bytes that are here of the content that a partner asks about, if it may ask: whole, or as far as it has arrived. */
export async function contentHeld(context: Context, id: string, message: OperationMessage): Promise<number> {
  const { contents } = context;
  if (message.kind !== "identify request" || !message.file || !contents) return 0;
  const { file } = message;
  if (!isContentOf(sharedAttachment(context, id, file.issue, file.id), file)) return 0;
  return (await isHere(contents, file)) ? file.size : contents.arrived(file.issue, file.id, file);
}

/** Works on what partners asked for, and ends what nobody answered in time. Whether anything moved. */
export function operate(context: Context, id: string): boolean {
  const { store } = context;
  const connection = store.connection(id);
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
