import type { Connection } from "../model/connection.ts";
import type { IssueId } from "../model/document.ts";
import type { ConfirmationMessage } from "../protocol/messages/confirmation.ts";
import type { IssueMessage } from "../protocol/messages/issue.ts";
import type { Context } from "./context.ts";

const FORGOTTEN = "forgotten";
const factsOf = (connection: string): string => `forgotten:${connection}:`;
const factOf = (connection: string, issue: IssueId): string => `${factsOf(connection)}${issue}`;

/**
 * Whether this side was put back to before it shared the issue on the connection, and it was not compared since. What the partner says of it is
 * believed then: own values and comments come back, and a local issue is shared again (docs/SECURITY.md). Of no other issue that is true.
 */
export function isForgotten({ store }: Context, { id, recovered }: Connection, issue: IssueId): boolean {
  return recovered !== undefined && store.fact(factOf(id, issue)) === FORGOTTEN;
}

/** Inside a transaction. */
export function noteForgotten({ store }: Context, connection: string, issues: readonly IssueId[]): void {
  for (const issue of issues) store.setFact(factOf(connection, issue), FORGOTTEN);
}

/** The issue was compared. Inside a transaction. */
export function forgetNoMore(context: Context, connection: Connection, issue: IssueId): void {
  if (isForgotten(context, connection, issue)) context.store.setFact(factOf(connection.id, issue), "");
}

/** The connection goes, and nothing is believed over it any more. Inside a transaction. */
export function forgetAll({ store }: Context, connection: string): void {
  store.removeFacts(factsOf(connection));
}

const begun = new WeakSet<Context>();

/** A process begins to work: before it looks at the tracker or writes anything. Nothing the other times. */
export function noteOpened(context: Context): void {
  if (begun.has(context)) return;
  begun.add(context);
  const { store } = context;
  const unnoted = store.connections().filter(({ stream }) => stream.opened === undefined);
  if (unnoted.length === 0) return;
  store.transaction(() => {
    for (const connection of unnoted) {
      const { stream } = connection;
      store.putConnection({ ...connection, stream: { ...stream, opened: { stamp: store.stamp(), next: stream.next } } });
    }
  });
}

/**
 * Issues that the tracker has and the store forgot: those that it does not know, and those that it came to know since it may have been put back. A
 * partner who names others does not get them.
 */
export async function issuesForgotten({ store, tracker }: Context, { stream }: Connection): Promise<readonly IssueId[]> {
  const found: IssueId[] = [];
  for await (const { observations } of tracker.changes({ observeOnly: true }))
    for (const observation of observations)
      if (observation.kind === "issue" && store.issue(observation.issue.id) === null) found.push(observation.issue.id);
  const from = stream.opened?.stamp;
  if (from === undefined) return found;
  const late = store
    .issuesSince(from, Number.MAX_SAFE_INTEGER)
    .filter(
      ({ id, gone, receivedOver, since = 0 }) => since > from && gone === null && receivedOver === null && store.syncsOf(id).length === 0,
    );
  return [...found, ...late.map(({ id }) => id)];
}

/**
 * Whether the partner names an issue because we were put back: it names all that it shares as it begins anew, before it says anything else about any
 * issue. What it tells of them later is believed then, however long it was stopped meanwhile.
 */
export function isNamed(context: Context, connection: Connection, message: IssueMessage | ConfirmationMessage, row: number): boolean {
  return isNameOnly(message) && isNaming(context.store.connection(connection.id) ?? connection, row);
}

/** The partner said something else about an issue since it began anew: it names no more, whether it answered our Ping or not. Inside a transaction. */
export function endNaming({ store }: Context, given: Connection, message: IssueMessage | ConfirmationMessage, row: number): void {
  if (isNameOnly(message) || row <= (given.stream.before ?? 0) || !isNaming(given, row)) return;
  const connection = store.connection(given.id);
  if (!connection || !isNaming(connection, row)) return;
  store.putConnection({ ...connection, stream: { ...connection.stream, putBack: { ...connection.stream.putBack, until: row } } });
}

function isNameOnly(message: IssueMessage | ConfirmationMessage): boolean {
  return message.kind === "confirmation" && message.result === "base unknown";
}

/** Rows of the inbox up to here were said while the partner named what it shares. */
function isNaming({ stream: { putBack } }: Connection, row: number): boolean {
  return putBack !== undefined && (putBack.until === null || row <= putBack.until);
}
