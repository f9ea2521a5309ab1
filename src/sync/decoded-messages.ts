import type { InboxEntry } from "../ports/store.ts";
import type { Message } from "../protocol/message.ts";
import type { Context } from "./context.ts";

/** Messages: more than one pass reads. What is forgotten is read from the inbox again. */
const KEPT = 8_192;
/** Of all kept messages, in characters of their JSON. */
const KEPT_LENGTH = 32 * 1024 * 1024;

type Named = Pick<InboxEntry, "connection" | "life" | "number">;

interface Decoded {
  readonly messages: Map<string, { readonly message: Message; readonly length: number }>;
  length: number;
}

const decodedBy = new WeakMap<Context, Decoded>();

/**
 * Messages are read from the inbox soon after they were put there. What they said is kept until then, so that it is not checked twice.
 * Kept whenever the inbox is written, so it is what the inbox holds. Only saves time: what is not kept is decoded. `length`: of its JSON.
 */
export function keepDecoded(context: Context, entry: Named, message: Message, length: number): void {
  const kept = decodedBy.get(context) ?? { messages: new Map(), length: 0 };
  decodedBy.set(context, kept);
  if (kept.messages.size >= KEPT || kept.length + length > KEPT_LENGTH) {
    kept.messages.clear();
    kept.length = 0;
  }
  kept.messages.set(nameOf(entry), { message, length });
  kept.length += length;
}

/** null: decode it. Each is given once. */
export function takeDecoded(context: Context, entry: Named): Message | null {
  const kept = decodedBy.get(context);
  const found = kept?.messages.get(nameOf(entry));
  if (!kept || !found) return null;
  kept.messages.delete(nameOf(entry));
  kept.length -= found.length;
  return found.message;
}

function nameOf({ connection, life, number }: Named): string {
  return `${connection} ${life}.${number}`;
}
