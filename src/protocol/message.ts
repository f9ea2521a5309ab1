import type * as z from "zod/mini";
import { alarm } from "./messages/alarm.ts";
import { closed } from "./messages/closed.ts";
import { configurationDeclined } from "./messages/configuration-declined.ts";
import { configurationUpdated } from "./messages/configuration-updated.ts";
import { configuration } from "./messages/configuration.ts";
import { confirmation } from "./messages/confirmation.ts";
import { handshake } from "./messages/handshake.ts";
import { identifyRequest } from "./messages/identify-request.ts";
import { identifyResponse } from "./messages/identify-response.ts";
import { issue } from "./messages/issue.ts";
import { operationFinal } from "./messages/operation-final.ts";
import { operationProgress } from "./messages/operation-progress.ts";
import { operationRequest } from "./messages/operation-request.ts";
import { ping } from "./messages/ping.ts";
import { refused } from "./messages/refused.ts";

/**
 * Every message of protocol 1.0 by its `kind` (docs/PROTOCOL.md, "Messages"). Members that a schema does not name are ignored: a later minor
 * version may add optional ones. None has a member `v`, `min`, `life` or `number`: those are the header's (codec.ts).
 */
export const MESSAGE_SCHEMAS = {
  handshake,
  ping,
  configuration,
  "configuration updated": configurationUpdated,
  "configuration declined": configurationDeclined,
  issue,
  confirmation,
  refused,
  closed,
  "identify request": identifyRequest,
  "identify response": identifyResponse,
  "operation request": operationRequest,
  "operation progress": operationProgress,
  "operation final": operationFinal,
  alarm,
};

export type Message = z.infer<(typeof MESSAGE_SCHEMAS)[keyof typeof MESSAGE_SCHEMAS]>;

export type MessageKind = Message["kind"];

/** The messages of an operation; all others are about the connection or an issue. */
export type OperationMessage = Extract<Message, { readonly conversation: string }>;

/** Life and number: the receiver keeps the highest number of each life and drops the rest (docs/PROTOCOL.md 2). */
export interface MessageId {
  readonly life: string;
  readonly number: number;
}

export function isMessageKind(kind: string): kind is MessageKind {
  return Object.hasOwn(MESSAGE_SCHEMAS, kind);
}
