import type { Connection } from "../model/connection.ts";
import type { Result } from "../model/failure.ts";
import type { EnvelopeFailure } from "../envelope/failure.ts";
import type { ArrivedMessage } from "../ports/store.ts";
import { type DecodedMessage, decodePayload } from "../protocol/codec.ts";
import type { Message, MessageId } from "../protocol/message.ts";
import { raise } from "./alarms.ts";
import { type Context, audit, post } from "./context.ts";
import { type MessageRun, runsOf } from "./audit-notes.ts";
import { keepDecoded } from "./decoded-messages.ts";
import { workOf } from "./message-work.ts";

/** A message that is too new is kept for a later version, if it has at most so many bytes. */
const TOO_NEW_BYTES = 64 * 1024;
/** So much that is too new may wait on a connection; what is beyond that is refused for good. */
const WAITING = { messages: 1_000, bytes: 4 * 1024 * 1024 };

/** What a file of the partner held. `answers`: something by which it is bound to what we said: the file itself is worth keeping. */
export interface Held {
  readonly messages: number;
  readonly carries: readonly MessageRun[];
  readonly answers: boolean;
}

const ANSWERS: ReadonlySet<string> = new Set(["confirmation", "configuration updated", "configuration declined", "operation final"]);

/**
 * Stores the messages of a file in the inbox, each once (A3): of every life the highest number is kept, the rest was here before. A message that
 * cannot be taken is answered by name and the rest is stored; a file that cannot be decoded is answered as a whole (docs/PROTOCOL.md 2).
 * Inside the transaction that advances the sequence. Returns what the file held.
 */
export function storePayload(
  context: Context,
  connection: Connection,
  sequence: number,
  opened: Result<Uint8Array, EnvelopeFailure>,
): Held {
  const decoded = opened.ok ? decodePayload(opened.value) : null;
  if (!decoded?.ok) {
    const code = decoded ? decoded.failure : opened.ok ? "NOT_UNDERSTOOD" : opened.failure.code;
    post(context, connection.id, [{ kind: "refused", sequence, code }]);
    audit(context, { actor: "issue-ferry", action: "file refused", connection: connection.id, reference: String(sequence), info: code });
    raise(context, { code: "INVALID_MESSAGE", connection: connection.id, reference: String(sequence), info: code }, "here");
    return { messages: 1, carries: [], answers: false };
  }
  const highest = new Map<string, number>();
  const entries: ArrivedMessage[] = [];
  const answers: Message[] = [];
  const refused = new Set<string>();
  const room = roomFor(context, connection, decoded.value);
  for (const item of decoded.value) {
    const { id } = item;
    if (id) {
      const mark = highest.get(id.life) ?? context.store.mark(connection.id, id.life);
      if (id.number <= mark) continue;
      highest.set(id.life, id.number);
      const tooNew = item.kind === "too new";
      entries.push({
        connection: connection.id,
        sequence,
        life: id.life,
        number: id.number,
        issue: issueOf(item),
        body: item.body,
        tooNew,
        work: workOf(item.kind === "message" ? item.message : null, item.body.length),
      });
      if (item.kind === "message")
        keepDecoded(context, { connection: connection.id, life: id.life, number: id.number }, item.message, item.body.length);
    }
    if (item.kind === "refused")
      answers.push({ kind: "refused", ...(id && { message: id }), sequence, code: item.code, ...(item.detail && { detail: item.detail }) });
    // The partner hears of it by the answer.
    if (item.kind === "refused") {
      const reference = id ? nameOf(id) : String(sequence);
      audit(context, { actor: "issue-ferry", action: "message refused", connection: connection.id, reference, info: item.code });
      raise(context, { code: "INVALID_MESSAGE", connection: connection.id, reference, info: item.code }, "here");
    }
    if (item.kind === "too new" && id) {
      const cause = { connection: connection.id, reference: nameOf(id), info: item.because } as const;
      audit(context, { actor: "issue-ferry", action: "message not understood", ...cause });
      raise(context, { code: "INVALID_MESSAGE_VERSION", ...cause }, "here");
      answers.push({ kind: "refused", message: id, sequence, code: "NOT_UNDERSTOOD", detail: item.because });
      if (!room(item.body)) refused.add(nameOf(id));
    }
    if (item.kind === "refused" && id) refused.add(nameOf(id));
  }
  context.store.addInbox(entries.filter((entry) => !refused.has(nameOf(entry))));
  post(context, connection.id, answers);
  return {
    messages: decoded.value.length,
    carries: runsOf(decoded.value.flatMap(({ id }) => id ?? [])),
    answers: decoded.value.some((item) => item.kind === "message" && ANSWERS.has(item.message.kind)),
  };
}

function issueOf(item: DecodedMessage): string | null {
  return item.kind === "message" && (item.message.kind === "issue" || item.message.kind === "confirmation") ? item.message.issue : null;
}

/** Whether one more message that is too new can be kept: its sender must not fill our disk with what nobody reads. */
function roomFor(context: Context, connection: Connection, items: readonly DecodedMessage[]): (body: string) => boolean {
  if (!items.some(({ kind }) => kind === "too new")) return () => false;
  const waiting = { ...context.store.inboxSize(connection.id, "too new") };
  return (body) => {
    const bytes = Buffer.byteLength(body);
    if (bytes > TOO_NEW_BYTES || waiting.messages >= WAITING.messages || waiting.bytes + bytes > WAITING.bytes) return false;
    waiting.messages += 1;
    waiting.bytes += bytes;
    return true;
  };
}

function nameOf({ life, number }: MessageId): string {
  return `${life}.${number}`;
}
