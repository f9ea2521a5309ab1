import type { Connection } from "../model/connection.ts";
import { DEFAULT_TERMS } from "../model/contract.ts";
import { fieldOf } from "../model/document.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import { changedComments, changedFields } from "../model/changes.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import { revisionText, sameRevision } from "../model/revision.ts";
import type { AskedOperation } from "../model/operation.ts";
import type {
  AttachmentView,
  ConnectionView,
  IssueConnectionView,
  IssueDetailsView,
  IssueView,
  ProjectView,
  StubView,
} from "../model/snapshot.ts";
import type { SyncStatus } from "../model/status.ts";
import type { TrackerAttachment, TrackerIssue } from "../model/tracker-issue.ts";
import type { Value } from "../model/value.ts";
import type { IssueSyncRow, Store } from "../ports/store.ts";
import { statusOf } from "../protocol/machines/status.ts";
import { comparedFact } from "../sync/comparison-due.ts";
import { maySendIssues } from "../sync/context.ts";
import { awaitedTroubles } from "../sync/next-file.ts";
import { OPEN_STATES } from "../sync/operations-end.ts";
import { exchangeCalled } from "./exchange-called.ts";
import { stillTrue } from "./known-connection.ts";
import { theirAttachments } from "./their-attachments.ts";
import { keptHere } from "./kept-here.ts";
import type { OpenProject } from "./open-project.ts";
import { exchangeFact } from "./places.ts";

export function projectView(project: OpenProject): ProjectView {
  const broken = new Map(project.brokenFiles().map((failure) => [failure.at, failure]));
  return project.store.reading(() => viewOf(project, broken));
}

function viewOf(project: OpenProject, broken: ReadonlyMap<string, ReturnType<OpenProject["brokenFiles"]>[number]>): ProjectView {
  const { store, file, workspace } = project;
  return {
    project: { id: file.id, name: file.name, prefix: file.prefix },
    stamp: store.stamp(),
    counts: store.countIssues(),
    gateway: project.gateway(),
    connections: store.connections().map((connection) => {
      const failure = [...broken.values()].find(
        ({ at }) => at.endsWith(`/${connection.name}.yaml`) || at.endsWith(`\\${connection.name}.yaml`),
      );
      const reason =
        failure && (failure.kind === "missing" ? `${failure.at}: missing` : `${failure.at}:${failure.line}: ${failure.detail}`);
      return connectionView(store, connection, reason ?? null);
    }),
    diagnostics: stillTrue(workspace, store, store.diagnostics()),
  };
}

function queueOf(store: Store, connection: string): ConnectionView["queue"] {
  const tooNew = store.inboxSize(connection, "too new").messages;
  return { ...store.queues(connection), ...(tooNew > 0 && { tooNew }) };
}

function connectionView(store: Store, connection: Connection, brokenSettings: string | null): ConnectionView {
  const { invitation, proposed } = connection;
  const { number, ...terms } = proposed?.contract ?? { ...DEFAULT_TERMS, number: 0 };
  return {
    name: connection.name,
    role: connection.role,
    status: statusOf(connection.facts),
    running: connection.facts.link === "connected" && connection.facts.run === "running",
    partner: connection.partner?.name ?? null,
    verified: connection.verified,
    contract: connection.contract?.number ?? null,
    proposed: proposed && { number, note: proposed.note, terms },
    declined: connection.declined,
    queue: queueOf(store, connection.id),
    issues: store.countSyncs(connection.id),
    lastSeen: connection.lastSeen === null ? null : new Date(connection.lastSeen).toISOString(),
    askedAt: connection.ping.sentAt === null ? null : new Date(connection.ping.sentAt).toISOString(),
    roundTripMs: connection.ping.roundTripMs,
    ...comparedOf(store, connection.id),
    exchange: store.fact(exchangeFact(connection.id)),
    ...exchangeCalled(store, connection),
    invitedUntil: connection.role === "primary" && connection.partner === null ? invitation.expires : null,
    handshakeRefused: invitation.refused,
    ...earlyOf(connection),
    brokenSettings,
    ...(connection.closedBy && connection.facts.link === "closed" && { closedBy: connection.closedBy }),
    ...(connection.revokedBefore && connection.verified !== "verified" && { revokedBefore: true }),
    ...(connection.keyChanged && { keyChanged: { ...connection.keyChanged, time: isoTime(connection.keyChanged.time) } }),
    ...(connection.suspendedBy && connection.facts.link === "suspended" && { suspendedBy: connection.suspendedBy }),
    ...(connection.recovered && { recovered: { evidence: connection.recovered.evidence, time: isoTime(connection.recovered.time) } }),
    ...(connection.partnerRecovered !== undefined && { partnerRecovered: isoTime(connection.partnerRecovered) }),
    troubles: connection.troubles,
    ...awaitedOf(connection),
  };
}

function awaitedOf(connection: Connection): Pick<ConnectionView, "awaitedTroubles"> {
  const awaited = awaitedTroubles(connection);
  return awaited.length > 0 ? { awaitedTroubles: awaited } : {};
}

function comparedOf(store: Store, connection: string): Pick<ConnectionView, "compared"> {
  const [time, found] = store.fact(comparedFact(connection))?.split(" ") ?? [];
  return time === undefined ? {} : { compared: { time: isoTime(Number(time)), found: Number(found) } };
}

function isoTime(time: number): string {
  return new Date(time).toISOString();
}

function earlyOf({ facts, partner, offer, announced, proposed, contract, invitation }: Connection): Pick<ConnectionView, "early"> {
  if (proposed && !contract && announced?.differs) return { early: "differs" };
  if (facts.link !== "handshake" || invitation.refused !== null) return {};
  if (offer && partner === null) return { early: "publishes" };
  return announced?.acceptedBy === undefined ? {} : { early: "accepts" };
}

export interface IssuePage {
  readonly issues: readonly IssueView[];
  readonly stubs: readonly StubView[];
  /** Read on with `since` this; equal to the given one when there was nothing. */
  readonly stamp: number;
  readonly more: boolean;
}

/** Issues in order of their last change, all of one commit; `since` 0 lists all that are there, without stubs (docs/PROTOCOL.md 7). */
export function issuePage(project: OpenProject, options: { since: number; limit: number; status: SyncStatus | null }): IssuePage {
  return project.store.reading(() => pageOf(project, options));
}

function pageOf(project: OpenProject, options: { since: number; limit: number; status: SyncStatus | null }): IssuePage {
  const issues: IssueView[] = [];
  const stubs: StubView[] = [];
  let stamp = options.since;
  for (;;) {
    const room = options.limit - issues.length - stubs.length;
    if (room <= 0) break;
    const found = project.store.issuesSince(options.since, Math.min(room, 1000), stamp);
    for (const row of found) {
      stamp = row.stamp;
      if (row.gone) stubs.push({ id: row.id, key: row.key, became: row.gone, stamp: row.stamp });
      else if (options.status === null || row.syncStatus === options.status) issues.push(issueView(project, row));
    }
    if (found.length === 0) return { issues, stubs, stamp, more: false };
  }
  return { issues, stubs, stamp, more: project.store.issuesSince(options.since, 1, stamp).length > 0 };
}

export function issueView(project: OpenProject, row: LocalIssue): IssueView {
  const title = row.fields["title"];
  const status = row.fields["status"];
  return {
    id: row.id,
    key: row.key,
    title: typeof title === "string" ? title : "",
    status: typeof status === "string" ? status : null,
    syncStatus: row.syncStatus,
    stamp: row.stamp,
    fields: row.fields,
    ...(row.heldBecause !== null && { heldBecause: row.heldBecause }),
    connections: project.store.syncsOf(row.id).flatMap((state) => {
      const connection = project.store.connection(state.sync.connection);
      return connection ? [issueConnectionView(project, connection, state, row)] : [];
    }),
  };
}

function issueConnectionView(
  project: OpenProject,
  connection: Connection,
  { sync, status }: IssueSyncRow,
  row: LocalIssue,
): IssueConnectionView {
  const stands = (): string | null =>
    project.context.settingsOf(connection) === null ? "settings" : maySendIssues(connection) ? null : statusOf(connection.facts);
  const held = row.heldBecause ?? (status === "held" ? (sync.pendingWrite?.waits ?? stands()) : null);
  return {
    name: connection.name,
    partnerKey: sync.partnerKey,
    syncStatus: status,
    revision: revisionText(sync.revision),
    ...(held !== null && { heldBecause: held }),
    ...failureOf(sync),
  };
}

function failureOf(sync: IssueSync): Pick<IssueConnectionView, "failure" | "refusedBy" | "retryIsIdle"> {
  if (sync.failure) return { failure: sync.failure };
  for (const [field, { value, failure }] of Object.entries(sync.refusedHere)) return { failure: { ...failure, field, value } };
  for (const [field, { value, failure }] of Object.entries(sync.refusedThere))
    return { failure: { ...failure, field, value }, refusedBy: "partner" };
  for (const [field, { value, failure }] of Object.entries(sync.unsendable)) if (failure) return { failure: { ...failure, field, value } };
  for (const [field, { value, failure }] of Object.entries(sync.partnerRefuses))
    return { failure: { ...failure, field, value }, refusedBy: "partner", retryIsIdle: true };
  return {};
}

/** What the tracker holds now, and how it stands in the store: all of that of one commit, also where another process works. */
export async function issueDetails(project: OpenProject, given: LocalIssue): Promise<IssueDetailsView> {
  const [found] = (await project.tracker.read([given.id])) ?? [];
  return project.store.reading(() => detailsOf(project, project.store.issue(given.id) ?? given, found));
}

function detailsOf(project: OpenProject, row: LocalIssue, found: TrackerIssue | undefined): IssueDetailsView {
  const body = found?.fields["body"];
  return {
    issue: { ...issueView(project, row), ...(found && { fields: found.fields }) },
    body: typeof body === "string" ? body : "",
    comments: (found?.comments ?? []).map(({ author, created, internal, body: text }) => ({ author, created, internal, body: text })),
    attachments: attachmentViews(project, row.id, found?.attachments ?? []),
    links: (found?.links ?? []).map(({ kind, issue }) => {
      const other = project.store.issue(issue);
      const title = other?.fields["title"];
      return { kind, issue, key: other?.key ?? null, title: typeof title === "string" ? title : "" };
    }),
    connections: project.store.syncsOf(row.id).flatMap(({ sync }) => {
      const connection = project.store.connection(sync.connection);
      return connection ? [{ ...connectionDetails(connection, sync), ...keptOf(project, connection, sync, found) }] : [];
    }),
  };
}

function keptOf(
  project: OpenProject,
  connection: Connection,
  sync: IssueSync,
  found: TrackerIssue | undefined,
): Pick<IssueDetailsView["connections"][number], "stays" | "aside"> {
  if (found === undefined) return { stays: sync.stays ?? {} };
  const { stays, internal, fields } = keptHere(project, connection, sync, found);
  return { stays: { ...sync.stays, ...stays }, ...(internal + fields.length > 0 && { aside: { internal, fields } }) };
}

/** In the order of the issue's text. Inside a reading of the store. */
export function attachmentViews(project: OpenProject, issue: string, found: readonly TrackerAttachment[]): IssueDetailsView["attachments"] {
  const waited = found.some(({ here }) => !here) ? project.store.askedParts(null, OPEN_STATES) : [];
  const theirs = new Set(found.length === 0 ? [] : theirAttachments(project, issue));
  return found.map(({ id, name, keptAs, mediaType, author, created, content, here, instead }) => ({
    id,
    name,
    ...(keptAs !== undefined && { keptAs }),
    size: content?.size ?? null,
    mediaType,
    author,
    created,
    here,
    ...(instead !== undefined && { instead }),
    theirs: theirs.has(id),
    ...comingOf(waited.filter(({ content }) => content?.way === "in" && content.file.id === id)),
  }));
}

/** Of the partner from whom most of it has come. */
function comingOf(asked: readonly AskedOperation[]): Pick<AttachmentView, "coming"> {
  return asked.length === 0 ? {} : { coming: Math.max(...asked.map(({ content }) => content?.got ?? 0)) };
}

function connectionDetails(connection: Connection, sync: IssueSync): Omit<IssueDetailsView["connections"][number], "stays" | "aside"> {
  const agreed = agreedOf(sync);
  const newest = sync.snapshots.at(-1)?.revision ?? sync.revision;
  return {
    id: connection.id,
    name: connection.name,
    partner: connection.partner?.name ?? connection.name,
    role: connection.role,
    status: statusOf(connection.facts),
    contract: connection.contract?.number ?? null,
    fields: connection.contract?.fields ?? [],
    introducedBy: sync.introducedBy,
    underway: connection.role === "primary" ? !sameRevision(newest, sync.agreed) : sync.sent !== null,
    answers: sync.reply?.confirms === true,
    agreedRevision: revisionText(connection.role === "primary" ? sync.agreed : sync.revision),
    sharing: sync.frozen ? "kept" : sync.mine.shared ? "shared" : "ended",
    agreed: agreed.fields,
    inFlight: Object.fromEntries(changedFields(agreed, sync.mine).map((field): [string, Value] => [field, fieldOf(sync.mine, field)])),
    agreedComments: agreed.comments.filter(({ removed }) => removed !== true).length,
    waitingComments: changedComments(agreed, sync.mine).map(({ id }) => id),
    refusedHere: sync.refusedHere,
    refusedThere: sync.refusedThere,
    partnerRefuses: sync.partnerRefuses,
    unsendable: sync.unsendable,
    lost: sync.lost,
  };
}

/** What the partner confirmed: at the primary the oldest document it keeps, at the secondary the base. */
function agreedOf(sync: IssueSync): IssueSync["base"] {
  return sync.snapshots.length > 1 || sync.agreed.number > 0 ? (sync.snapshots[0]?.document ?? sync.base) : sync.base;
}
