import type { Message } from "../protocol/message.ts";

/** What one message counts that brings or asks something, where partners share the time; each KiB of it counts one more. */
export const MESSAGE = 16;
/** One that only says that it was heard: no issue is written for it, and it is about what we sent. */
const ECHO = 1;

/** What a message counts; null: it cannot be read here. `characters`: of its JSON. */
export function workOf(message: Message | null, characters: number): number {
  const isEcho = message?.kind === "confirmation" && message.changes === undefined;
  return (isEcho ? ECHO : MESSAGE) + Math.floor(characters / 1024);
}

/** What bytes count that were read, whatever came of them. */
export function workOfBytes(bytes: number): number {
  return Math.floor(bytes / 1024);
}
