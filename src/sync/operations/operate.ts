import type { OperationMessage } from "../../protocol/message.ts";
import { type Context, audit } from "../context.ts";
import { freshen } from "./agreed-items.ts";
import { serve, takeAsked } from "./answer.ts";
import { OPEN_STATES } from "../operations-end.ts";
import { endRefused, expire, request, takeAnswer } from "./ask.ts";

/** A message of an operation (docs/PROTOCOL.md 6). Inside a transaction. What is of the wrong phase or of a stranger is noted, and nothing else. */
export function takeOperation(context: Context, id: string, message: OperationMessage): void {
  const connection = context.store.connection(id);
  if (!connection) return;
  const isAsked = message.kind === "identify request" || message.kind === "operation request";
  const ignored = isAsked ? takeAsked(context, connection, message) : takeAnswer(context, connection, message);
  if (ignored === null) return;
  audit(context, {
    actor: `partner ${connection.partner?.name ?? ""}`,
    action: "operation ignored",
    connection: id,
    reference: message.conversation,
    info: `${message.kind}: ${ignored}`,
  });
}

/** Works on what partners asked for, and ends what nobody answered in time. Whether anything moved. */
export function operate(context: Context, id: string): boolean {
  const { store } = context;
  const connection = store.connection(id);
  if (!connection || connection.facts.link !== "connected") return false;
  const refused = endRefused(context, connection);
  const ended = expire(context, connection) || refused;
  const unsent = store.askedParts(null, OPEN_STATES).find((operation) => operation.connection === id && operation.unsent);
  if (unsent && freshen(context, id)) store.transaction(() => request(context, unsent));
  return serve(context, connection) || ended || unsent !== undefined;
}
