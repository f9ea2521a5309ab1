import type { Connection } from "../model/connection.ts";
import { encodeMessage } from "../protocol/codec.ts";
import { type Context, audit, maySendIssues, post, rulesOf } from "./context.ts";
import { putSync, refreshRow } from "./rows.ts";
import { nextMessages } from "./send.ts";

/** Issues taken up in one transaction. */
const STEP = 1000;
/** Longest message in characters of JSON: with a batch of others it still fits into one file. */
const LARGEST_MESSAGE = 4 * 1024 * 1024;

/**
 * Makes messages of everything that is due on a connection: state, message and outbox entry in one transaction.
 * Nothing new is made while the connection is stopped or a contract waits. Returns the number of messages.
 */
export function compose(context: Context, connection: Connection): number {
  const { store } = context;
  const rules = rulesOf(context, connection);
  if (!rules || !maySendIssues(connection)) return 0;
  let made = 0;
  for (;;) {
    const due = store.dueSyncs(connection.id, STEP);
    if (due.length === 0) return made;
    store.transaction(() => {
      for (const sync of due) {
        const key = store.issue(sync.issue)?.key ?? sync.issue;
        const sent = nextMessages(rules, sync, key);
        if (sent.messages.some((message) => encodeMessage(message).length > LARGEST_MESSAGE)) {
          putSync(context, connection, { ...sync, failure: { code: "TOO_LONG", detail: String(LARGEST_MESSAGE) } });
          refreshRow(context, sync.issue);
          continue;
        }
        post(context, connection.id, sent.messages);
        putSync(context, connection, sent.sync);
        refreshRow(context, sync.issue);
        made += sent.messages.length;
        for (const message of sent.messages) audit(context, { actor: "issue-ferry", action: `${message.kind} sent`, connection: connection.id, issue: sync.issue });
      }
    });
  }
}
