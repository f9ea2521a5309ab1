import type { IssueId } from "../model/document.ts";
import type { IssueShare } from "../model/issue-share.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import type { SyncStatus } from "../model/status.ts";
import type { AgreedFingerprint, IssueSyncRow, Store } from "../ports/store.ts";
import type { Database } from "./database.ts";
import { type DocumentQueries, NO_DOCUMENTS, type StoredDocuments, documentQueries } from "./documents.ts";
import { decodeIssueSync, documentsOf, encodeIssueSync } from "./issue-sync-codec.ts";
import type { Restamping } from "./issues.ts";
import { KeptRows, type Measured } from "./kept-rows.ts";
import { statusCounts } from "./status-counts.ts";

type IssueSyncQueries = Pick<
  Store,
  | "sync"
  | "syncsOf"
  | "issueShares"
  | "statusesOf"
  | "putSync"
  | "dueSyncs"
  | "pendingWrites"
  | "syncsWithStatus"
  | "syncByPartnerKey"
  | "countSyncs"
  | "countTold"
  | "fingerprints"
  | "unprinted"
  | "setFingerprint"
>;

interface Body {
  readonly body: string;
}

interface State extends IssueSyncRow {
  /** Its place in the queue; null: not in it. */
  readonly dueSince: number | null;
  /** Put since the rows of its issue were written. */
  readonly put: boolean;
  /** As they were written last. */
  readonly stored: StoredDocuments;
}

/**
 * What each connection knows of each issue; the states of an issue on all its connections are kept together. A state that is due keeps
 * its place in the queue when it is put again. `forget`: rows were removed beside these queries.
 */
export function issueSyncQueries(
  database: Database,
  nextStamp: () => number,
  { restamp }: Restamping,
): IssueSyncQueries & { readonly forget: () => void } {
  const documents = documentQueries(database);
  const kept = new KeptRows<readonly State[]>(
    database,
    (issue) => measured(database.reading(() => statesOf(database, documents, issue))),
    (states) => measured(states.map((state) => (state.put ? write(database, documents, state) : state))),
  );
  const find = (connection: string, issue: IssueId): State | undefined =>
    kept.get(issue).find(({ sync }) => sync.connection === connection);
  const read = (sql: string, ...parameters: readonly (string | number)[]): readonly IssueSync[] => {
    kept.write();
    return database.reading(() => database.all<Body>(sql, ...parameters).map(({ body }) => decodeIssueSync(body, documents.read).sync));
  };
  return {
    forget() {
      kept.write();
      kept.forget();
    },
    issueShares(issue) {
      kept.write();
      const columns = `SELECT issue, connection, status, partner_key AS "partnerKey" FROM issue_sync`;
      return issue === null
        ? database.all<IssueShare & { issue: IssueId }>(`${columns} ORDER BY issue, connection`)
        : database.all<IssueShare & { issue: IssueId }>(`${columns} WHERE issue = ? ORDER BY connection`, issue);
    },
    sync: (connection, issue) => find(connection, issue)?.sync ?? null,
    syncsOf: (issue) => kept.get(issue).map(({ sync, status, due }) => ({ sync, status, due })),
    statusesOf: (issue) => kept.get(issue).map(({ status }) => status),
    putSync(row) {
      const { connection, issue } = row.sync;
      database.mustBeInside();
      const before = find(connection, issue);
      const dueSince = row.due ? (before?.dueSince ?? nextStamp()) : null;
      const next: State = { ...row, dueSince, put: true, stored: before?.stored ?? NO_DOCUMENTS };
      const others = kept.get(issue).filter(({ sync }) => sync.connection !== connection);
      kept.put(
        issue,
        [...others, next].sort((a, b) => (a.sync.connection < b.sync.connection ? -1 : 1)),
      );
      restamp(issue);
    },
    dueSyncs: (connection, limit) =>
      read("SELECT body FROM issue_sync WHERE connection = ? AND due_since IS NOT NULL ORDER BY due_since LIMIT ?", connection, limit),
    pendingWrites: (connection) => read("SELECT body FROM issue_sync WHERE connection = ? AND pending = 1 ORDER BY issue", connection),
    syncsWithStatus: (connection, status, limit) =>
      read("SELECT body FROM issue_sync WHERE connection = ? AND status = ? ORDER BY issue LIMIT ?", connection, status, limit),
    syncByPartnerKey: (connection, partnerKey) =>
      read("SELECT body FROM issue_sync WHERE connection = ? AND partner_key = ? ORDER BY issue LIMIT 1", connection, partnerKey)[0] ??
      null,
    fingerprints(connection, { from, to }, limit) {
      kept.write();
      return database.all<AgreedFingerprint>(
        `SELECT issue, fingerprint FROM issue_sync WHERE connection = ? AND issue >= ? AND issue < ? ORDER BY issue LIMIT ?`,
        connection,
        from ?? "",
        to ?? BEHIND_ALL,
        limit,
      );
    },
    unprinted(connection, limit) {
      kept.write();
      return database
        .all<{ issue: IssueId }>(
          "SELECT issue FROM issue_sync WHERE connection = ? AND fingerprint IS NULL ORDER BY issue LIMIT ?",
          connection,
          limit,
        )
        .map(({ issue }) => issue);
    },
    setFingerprint(connection, issue, fingerprint, isDeleted) {
      kept.write();
      database.write(
        "UPDATE issue_sync SET fingerprint = ?, deleted = ? WHERE issue = ? AND connection = ?",
        fingerprint,
        isDeleted ? 1 : 0,
        issue,
        connection,
      );
    },
    countSyncs: (connection) => counted(database, connection, ""),
    countTold: (connection) => counted(database, connection, `AND (status = 'up to date' OR ${TOLD})`),
  };
}

/** `isUntold` (src/sync/sync-status.ts), on the text of a state. */
const TOLD = `(body ->> '$.sync.introducedBy' <> 'us' OR body ->> '$.sync.revision.number' > 0 OR body ->> '$.sync.sent' IS NOT NULL
  OR coalesce(body ->> '$.sync.snapshots[#-1].revision.number', 0) > 0)`;

/** Number of states of a connection by status, without those of issues that are gone. `only`: a condition more. */
function counted(database: Database, connection: string, only: string): ReturnType<Store["countSyncs"]> {
  database.writeKept();
  return statusCounts(
    database.all<{ status: SyncStatus; number: number }>(
      `SELECT status, count(*) AS number FROM issue_sync AS state
       WHERE connection = ? AND NOT EXISTS (SELECT 1 FROM issue WHERE id = state.issue AND gone = 1) ${only} GROUP BY status`,
      connection,
    ),
  );
}

function statesOf(database: Database, documents: DocumentQueries, issue: IssueId): readonly State[] {
  return database
    .all<Body & { status: SyncStatus; due_since: number | null }>(
      "SELECT body, status, due_since FROM issue_sync WHERE issue = ? ORDER BY connection",
      issue,
    )
    .map(({ body, status, due_since: dueSince }) => ({
      ...decodeIssueSync(body, documents.read),
      status,
      due: dueSince !== null,
      dueSince,
      put: false,
    }));
}

/** Behind every id, which are base32 (`ids.ts`). */
const BEHIND_ALL = "~";

/** A state without its documents has about so many characters. */
const BESIDES = 512;

function measured(states: readonly State[]): Measured<readonly State[]> {
  const lengths = states.flatMap(({ stored }) => [BESIDES, ...stored.named.map(({ characters }) => characters)]);
  return { row: states, characters: lengths.reduce((sum, length) => sum + length, BESIDES) };
}

function write(database: Database, documents: DocumentQueries, state: State): State {
  const { sync, status, dueSince, print } = state;
  const stored = documents.write(sync.connection, state.stored, documentsOf(sync));
  database.write(
    `INSERT INTO issue_sync (connection, issue, status, due_since, pending, partner_key, body, fingerprint, deleted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (issue, connection) DO UPDATE SET status = excluded.status, due_since = excluded.due_since, pending = excluded.pending,
       partner_key = excluded.partner_key, body = excluded.body, fingerprint = excluded.fingerprint, deleted = excluded.deleted`,
    sync.connection,
    sync.issue,
    status,
    dueSince,
    sync.pendingWrite === null ? 0 : 1,
    sync.partnerKey,
    encodeIssueSync(sync, stored),
    print?.fingerprint ?? null,
    print?.isDeleted ? 1 : 0,
  );
  return { ...state, put: false, stored };
}
