import type { OpenProject } from "../src/app/open-project.ts";
import { newId } from "../src/model/ids.ts";
import { MAX } from "../src/protocol/limits.ts";
import type { Message } from "../src/protocol/message.ts";
import { refusalOf } from "../src/protocol/codec.ts";
import { post } from "../src/sync/context.ts";

/** In one transaction of the sender, which is no part of what is measured. */
const STEP = 500;
/** More than any disk holds. */
const ABSURD_BYTES = Number.MAX_SAFE_INTEGER;

/**
 * What a partner may send that has the keys and no good will, in turns: files that nobody has are asked for, contents offered that no disk holds, alarms
 * raised, conversations begun and never gone on with, all issues compared, and listed, again and again. Each is a message that its schema lets pass.
 */
export function postHostile(project: OpenProject, count: number): void {
  const { context, store } = project;
  const [connection] = store.connections();
  if (!connection) throw new Error("no connection");
  const id = (): string => newId(context.clock.now(), context.crypto.random(10));
  const sha256 = "0".repeat(64);
  const kinds: readonly ((conversation: string) => readonly Message[])[] = [
    (conversation) => [
      { kind: "identify request", conversation, operation: "GetFile", file: { issue: id(), id: id(), size: 1000, sha256 } },
      { kind: "operation request", conversation, operation: "GetFile" },
    ],
    (conversation) => [
      { kind: "identify request", conversation, operation: "PutFile", file: { issue: id(), id: id(), size: ABSURD_BYTES, sha256 } },
      { kind: "operation request", conversation, operation: "PutFile" },
    ],
    (conversation) => [{ kind: "alarm", code: "INTEGRITY_ISSUE", time: 0, reference: conversation }],
    (conversation) => [{ kind: "identify request", conversation, operation: "GetStatus" }],
    (conversation) => [
      { kind: "identify request", conversation, operation: "GetChecksums" },
      {
        kind: "operation request",
        conversation,
        operation: "GetChecksums",
        checksums: { salt: id(), ranges: [[null, null, id().slice(0, 16)]] },
      },
    ],
    (conversation) => [
      { kind: "identify request", conversation, operation: "GetIssueIds" },
      { kind: "operation request", conversation, operation: "GetIssueIds", issues: { since: 0, limit: MAX.listed } },
    ],
  ];
  for (let from = 0; from < count; from += STEP)
    store.transaction(() => {
      for (let number = from; number < Math.min(count, from + STEP); number++)
        post(context, connection.id, passing(kinds[number % kinds.length]?.(id()) ?? []));
    });
}

/** What a schema refuses costs nothing, and tells nothing of what it was meant to measure. */
function passing(messages: readonly Message[]): readonly Message[] {
  for (const message of messages) {
    const refusal = refusalOf(message);
    if (refusal) throw new Error(`${message.kind}: ${refusal.code} ${refusal.detail ?? ""}`);
  }
  return messages;
}
