import type { IssueSync } from "../model/issue-sync.ts";
import type { Revision } from "../model/revision.ts";
import { encodeMessage } from "../protocol/codec.ts";
import { LARGEST_ANSWER, LARGEST_MESSAGE, unfit } from "./compose.ts";
import { type Context, postEncoded } from "./context.ts";
import { asOffer } from "./offered.ts";
import { backOn, supersededAtPrimary } from "./receive-primary.ts";
import type { Rules } from "./rules.ts";
import { lastSnapshot } from "./sync-status.ts";

/**
 * The primary's document, made again from `revision` on and put into the outbox under a new number; gives the state with it. Where it became
 * too long since, an answer brings what it brought before, and the rest follows once it is confirmed; an edit of ours fails, and nothing
 * of it is on its way until it is shortened. Inside a transaction.
 */
export function sendAgain(context: Context, rules: Rules, sync: IssueSync, revision: Revision, key: string): IssueSync {
  const again = supersededAtPrimary(rules, sync, { revision }, key);
  const [made] = again.messages;
  if (made === undefined) return again.sync;
  const message = asOffer(context, sync.connection, made);
  const answers = message.kind === "confirmation";
  const body = encodeMessage(message);
  const failure = unfit([message], [body], answers ? LARGEST_ANSWER : LARGEST_MESSAGE);
  if (failure === null) return posted(context, again.sync, body);
  if (!answers) return { ...backOn(sync, again.sync.snapshots[0] ?? lastSnapshot(sync)), failure };
  const before = supersededAtPrimary(rules, { ...sync, mine: lastSnapshot(sync).document }, { revision }, key);
  return posted(context, { ...before.sync, mine: sync.mine }, before.messages.map(encodeMessage)[0] ?? body);
}

function posted(context: Context, sync: IssueSync, body: string): IssueSync {
  const [sentAs] = postEncoded(context, sync.connection, [body]);
  return sentAs === undefined ? sync : { ...sync, sentAs };
}
