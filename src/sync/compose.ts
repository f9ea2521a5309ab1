import type { Connection } from "../model/connection.ts";
import type { Failure } from "../model/failure.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import { encodeMessage, refusalOf } from "../protocol/codec.ts";
import { messageNote } from "./audit-notes.ts";
import { type Context, audit, maySendIssues, postEncoded, rulesOf } from "./context.ts";
import type { Message } from "../protocol/message.ts";
import { asOffer } from "./offered.ts";
import { putRow, putSync } from "./rows.ts";
import type { Rules } from "./rules.ts";
import { nextMessages } from "./send.ts";

/** Issues taken up in one transaction. */
const STEP = 1000;
/** Longest message in characters of JSON: with a batch of others it still fits into one file. */
export const LARGEST_MESSAGE = 4 * 1024 * 1024;
/** Longest Confirmation with a document: it brings what it answers, what was edited at this side, and the values that lost. */
export const LARGEST_ANSWER = LARGEST_MESSAGE + LARGEST_MESSAGE / 4;

/**
 * Makes messages of everything that is due on a connection: state, message and outbox entry in one transaction.
 * Nothing new is made while the connection is stopped or a contract waits. Returns the number of messages.
 */
export function compose(context: Context, connection: Connection): number {
  const { store } = context;
  const rules = rulesOf(context, connection);
  if (!rules || !maySendIssues(connection)) return 0;
  let made = 0;
  // What is due and has nothing to say would be due for ever: it is asked once in a call.
  const silent = new Set<string>();
  for (let passed = 0; ;) {
    const limit = passed + STEP;
    const due = store.dueSyncs(connection.id, limit);
    // What arrived before a Recover and waits here is part of what is to be said then.
    const waiting = due.some(({ recovering }) => recovering) ? issuesInInbox(context, connection.id) : NONE;
    const ready = due.filter((sync) => !silent.has(sync.issue) && !(sync.recovering && waiting.has(sync.issue)));
    if (ready.length === 0 && due.length < limit) return made;
    passed = due.length - ready.length;
    store.transaction(() => {
      for (const sync of ready) {
        const row = store.issue(sync.issue);
        const messages = composeIssue(context, connection, rules, sync, row?.key ?? sync.issue);
        if (messages === 0) silent.add(sync.issue);
        made += messages;
        if (row) putRow(context, row);
      }
    });
  }
}

const NONE: ReadonlySet<string> = new Set();

function issuesInInbox({ store }: Context, id: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (let after = 0; ;) {
    const entries = store.inbox(id, after, STEP);
    for (const { issue } of entries) if (issue !== null) found.add(issue);
    const last = entries.at(-1);
    if (!last) return found;
    after = last.row;
  }
}

/** The state of one issue, and the messages that it has to tell now; the issue's row is the caller's. Inside a transaction. */
export function composeIssue(context: Context, connection: Connection, rules: Rules, sync: IssueSync, key: string): number {
  const sent = nextMessages(rules, sync, key);
  const messages = sent.messages.map((message) => asOffer(context, connection.id, message));
  const bodies = messages.map(encodeMessage);
  const whole = messages.some((message) => message.kind === "issue" && message.whole !== undefined);
  const failure = unfit(messages, bodies, whole ? 2 * LARGEST_MESSAGE : LARGEST_MESSAGE);
  if (failure) {
    putSync(context, connection, { ...sync, failure });
    return 0;
  }
  const ids = postEncoded(context, connection.id, bodies);
  const document = ids[messages.findIndex(({ kind }) => kind === "issue")];
  putSync(context, connection, document === undefined ? sent.sync : { ...sent.sync, sentAs: document });
  for (const [i, message] of messages.entries())
    audit(context, {
      actor: "issue-ferry",
      action: `${message.kind} sent`,
      connection: connection.id,
      issue: sync.issue,
      ...messageNote(message, ids[i] ?? "", sync.base),
    });
  return messages.length;
}

/** Why the partner would not take one of these messages; it would answer so long after we thought that it was sent. */
export function unfit(messages: readonly Message[], bodies: readonly string[], largest = LARGEST_MESSAGE): Failure | null {
  if (bodies.some((body) => body.length > largest)) return { code: "TOO_LONG", detail: String(largest) };
  for (const message of messages) {
    const refused = refusalOf(message);
    if (refused) return { code: "WRONG_TYPE", detail: refused.detail ?? refused.code };
  }
  return null;
}
