import type { Connection } from "../model/connection.ts";
import { type Context, audit, maySendIssues, post, rulesOf } from "./context.ts";
import { putSync, refreshRow } from "./rows.ts";
import { nextMessages } from "./send.ts";

/** Issues taken up in one transaction. */
const STEP = 1000;

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
        post(context, connection.id, sent.messages);
        putSync(context, connection, sent.sync);
        refreshRow(context, sync.issue);
        made += sent.messages.length;
        for (const message of sent.messages) audit(context, { actor: "issue-ferry", action: `${message.kind} sent`, connection: connection.id, issue: sync.issue });
      }
    });
  }
}
