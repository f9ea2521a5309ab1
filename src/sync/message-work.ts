import type { Message } from "../protocol/message.ts";
import type { ConfirmationResult } from "../protocol/messages/confirmation.ts";

/** What one message counts that brings or asks something, where partners share the time; each KiB of it counts one more. */
export const MESSAGE = 16;
/** One that only says that it was heard: no issue is written for it, nothing is sent again, and it is about what we sent. */
const ECHO = 1;
const HEARD: ReadonlySet<ConfirmationResult> = new Set(["applied", "merged", "unchanged", "conflict", "refused"]);

/** What a message counts; null: it cannot be read here. `characters`: of its JSON. */
export function workOf(message: Message | null, characters: number): number {
  const isEcho = message?.kind === "confirmation" && message.changes === undefined && HEARD.has(message.result);
  return (isEcho ? ECHO : MESSAGE) + Math.floor(characters / 1024);
}

/** What bytes count that were read, whatever came of them. */
export function workOfBytes(bytes: number): number {
  return Math.floor(bytes / 1024);
}
