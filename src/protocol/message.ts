import type * as z from "zod/mini";
import { closed } from "./messages/closed.ts";
import { configurationDeclined } from "./messages/configuration-declined.ts";
import { configurationUpdated } from "./messages/configuration-updated.ts";
import { configuration } from "./messages/configuration.ts";
import { confirmation } from "./messages/confirmation.ts";
import { handshake } from "./messages/handshake.ts";
import { issue } from "./messages/issue.ts";
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
};

export type Message = z.infer<(typeof MESSAGE_SCHEMAS)[keyof typeof MESSAGE_SCHEMAS]>;

export type MessageKind = Message["kind"];

/** Life and number: the receiver keeps the highest number of each life and drops the rest (docs/PROTOCOL.md 2). */
export interface MessageId {
  readonly life: string;
  readonly number: number;
}

export function isMessageKind(kind: string): kind is MessageKind {
  return Object.hasOwn(MESSAGE_SCHEMAS, kind);
}
