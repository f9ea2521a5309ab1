import type { InboxEntry } from "../ports/store.ts";
import type { Message } from "../protocol/message.ts";
import type { Context } from "./context.ts";

/** More than one pass reads; what is forgotten is read from the inbox again. */
const KEPT = 8_192;

type Named = Pick<InboxEntry, "connection" | "life" | "number">;

const decodedBy = new WeakMap<Context, Map<string, Message>>();

/**
 * Messages are read from the inbox soon after they were put there. What they said is kept until then, so that it is not checked twice.
 * Kept whenever the inbox is written, so it is what the inbox holds. Only saves time: what is not kept is decoded.
 */
export function keepDecoded(context: Context, entry: Named, message: Message): void {
  const kept = decodedBy.get(context) ?? new Map<string, Message>();
  decodedBy.set(context, kept);
  if (kept.size >= KEPT) kept.clear();
  kept.set(nameOf(entry), message);
}

/** null: decode it. Each is given once. */
export function takeDecoded(context: Context, entry: Named): Message | null {
  const kept = decodedBy.get(context);
  const message = kept?.get(nameOf(entry));
  if (!kept || !message) return null;
  kept.delete(nameOf(entry));
  return message;
}

function nameOf({ connection, life, number }: Named): string {
  return `${connection} ${life}.${number}`;
}
