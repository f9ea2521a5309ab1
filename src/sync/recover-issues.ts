import type { Connection } from "../model/connection.ts";
import { EMPTY_DOCUMENT } from "../model/document.ts";
import type { IssueSync, Recovering } from "../model/issue-sync.ts";
import { NO_REVISION, type Revision, joinedLineage, sameRevision } from "../model/revision.ts";
import { SYNC_STATUSES } from "../model/status.ts";
import { decodeBody } from "../protocol/codec.ts";
import type { ConfirmationMessage } from "../protocol/messages/confirmation.ts";
import type { IssueMessage } from "../protocol/messages/issue.ts";
import { type Context, post } from "./context.ts";
import { startSync } from "./issue-sync-start.ts";
import { putSync, refreshRow } from "./rows.ts";
import type { Rules } from "./rules.ts";
import { isApart, lastSnapshot } from "./sync-status.ts";

/** Messages looked at in one step. */
const STEP = 1000;

/**
 * A new generation begins: of no issue it is known any more where the partner stands. Both name at once what they share, since the other may have
 * forgotten it: the primary asks for all that the secondary knows of each, and the secondary says it as soon as it runs. Inside the transaction that
 * begins it.
 */
export function recoverIssues(context: Context, connection: Connection, restored: boolean): void {
  const { store } = context;
  dropSuperseded(context, connection.id);
  const since = newestInboxRow(context, connection.id);
  for (const status of SYNC_STATUSES)
    for (const sync of store.syncsWithStatus(connection.id, status, Number.MAX_SAFE_INTEGER)) {
      const primary = connection.role === "primary";
      if (sync.frozen) {
        if (restored && sync.introducedBy === "partner") putSync(context, connection, asRecovering(sync, { restored, since, told: false }));
        continue;
      }
      if (primary && !restored && isSettledApart(sync)) {
        putSync(context, connection, { ...sync, lineage: historyOf(sync) });
        continue;
      }
      const next = asRecovering(sync, { restored: restored || (sync.recovering?.restored ?? false), since, told: false });
      putSync(context, connection, next);
      const named = primary ? lastSnapshot(sync).revision : sync.revision;
      if (primary || named.number > 0) post(context, connection.id, [unknownBase(connection, sync.issue, named)]);
      refreshRow(context, sync.issue);
    }
  nameWaiting(context, connection);
}

/** New issues that the partner told and that wait here, because we are stopped or a contract waits: it may have forgotten those, too. */
function nameWaiting(context: Context, connection: Connection): void {
  const { store } = context;
  const named = new Set<string>();
  for (let after = 0; ;) {
    const entries = store.inbox(connection.id, after, STEP);
    for (const { row, issue } of entries) {
      if (issue === null || named.has(issue) || store.sync(connection.id, issue) !== null) continue;
      const decoded = decodeBody(store.inboxEntry(row)?.body ?? "");
      if (decoded.kind !== "message" || decoded.message.kind !== "issue") continue;
      named.add(issue);
      post(context, connection.id, [unknownBase(connection, issue, decoded.message.revision ?? NO_REVISION)]);
    }
    const last = entries.at(-1);
    if (!last) return;
    after = last.row;
  }
}

/** At a primary: both know that it does not share the issue any more, and there is nothing to ask. */
export function isSettledApart(sync: IssueSync): boolean {
  return sync.recovering === undefined && isApart(sync) && sameRevision(lastSnapshot(sync).revision, sync.agreed);
}

/** What waited to be told about issues is part of what both sides are going to compare; told after that it would be taken for something new. */
function dropSuperseded({ store }: Context, id: string): void {
  for (const { life, number, body } of store.unsealed(id, { count: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER })) {
    const decoded = decodeBody(body);
    const isAboutIssue = decoded.kind === "message" && (decoded.message.kind === "issue" || decoded.message.kind === "confirmation");
    if (isAboutIssue) store.withdraw(id, `${life}.${number}`);
  }
}

export function newestInboxRow({ store }: Context, id: string): number {
  for (let after = 0; ;) {
    const last = store.inbox(id, after, STEP).at(-1);
    if (!last) return after;
    after = last.row;
  }
}

/** The partner has answered the Ping that was sent when this side began anew after it was put back: it has named what it shares. Inside a transaction. */
export function allNamed(context: Context, connection: Connection): Connection {
  if (connection.stream.putBack?.until !== null) return connection;
  return {
    ...connection,
    stream: { ...connection.stream, putBack: { ...connection.stream.putBack, until: newestInboxRow(context, connection.id) } },
  };
}

/**
 * An issue that begins here with a message. One that arrived before the Recover and waited may be about an issue that its sender forgot since: then
 * it is compared like those that were known.
 */
export function begunBy(connection: Connection, issue: string, row: number): IssueSync {
  const begun = startSync(connection.id, issue, "partner");
  if (connection.stream.before === undefined || row > connection.stream.before) return begun;
  return { ...begun, recovering: { restored: connection.stream.putBack !== undefined, since: connection.stream.before, told: false } };
}

/** What was not understood because the sides stood on different documents is compared now. */
export function asRecovering(sync: IssueSync, recovering: Recovering): IssueSync {
  const curable = sync.failure?.code === "BASE_UNKNOWN" || sync.failure?.code === "NOT_UNDERSTOOD";
  return { ...sync, recovering, failure: curable ? null : sync.failure };
}

/** "I do not know where you stand": from the primary, and from a secondary that has nothing of the issue. */
export function unknownBase(connection: Connection, issue: string, revision: IssueSync["revision"]): ConfirmationMessage {
  return {
    kind: "confirmation",
    issue,
    contract: connection.contract?.number ?? 0,
    result: "base unknown",
    revision,
    conflicts: [],
    refused: [],
    overruled: [],
    failure: { code: "BASE_UNKNOWN" },
  };
}

/**
 * Whether a message that came after the Recover has to do with comparing the issue. All others were made before it: what they say is in what is
 * compared.
 */
export function isAboutRecovery(sync: IssueSync, role: Connection["role"], message: IssueMessage | ConfirmationMessage): boolean {
  if (message.kind === "confirmation" && ["base unknown", "left scope", "already shared"].includes(message.result)) return true;
  if (role === "primary") return message.kind === "issue" && (message.whole !== undefined || message.base.number === 0);
  return sync.recovering?.told === true && message.kind === "confirmation" && message.lineage !== undefined;
}

/** Both know from here on that we do not share the issue, whatever was agreed before: nothing of it is compared or told. */
export function knownApart(rules: Pick<Rules, "role">, sync: IssueSync): IssueSync {
  const { recovering: _, ...known } = sync;
  const base = sync.base.shared ? { ...sync.base, shared: false } : sync.base;
  if (rules.role === "secondary") return { ...known, base };
  const { revision } = lastSnapshot(sync);
  return { ...known, base, snapshots: [{ revision, document: base }], agreed: revision, reply: null, lineage: historyOf(sync) };
}

/** With the newest document, since the next one is of another era. */
function historyOf(sync: IssueSync): readonly Revision[] {
  return joinedLineage(sync.lineage ?? [], [lastSnapshot(sync).revision]);
}

/** The secondary has nothing of the issue: the primary tells it as a new one. */
export function begunAnew(sync: IssueSync): IssueSync {
  const { recovering: _, ...known } = sync;
  return {
    ...known,
    base: EMPTY_DOCUMENT,
    revision: NO_REVISION,
    agreed: NO_REVISION,
    snapshots: [{ revision: NO_REVISION, document: EMPTY_DOCUMENT }],
    lineage: historyOf(sync),
    overruled: [...(sync.reply?.overruled ?? []), ...sync.overruled],
    reply: null,
    partnerRefuses: {},
    failure: null,
  };
}
