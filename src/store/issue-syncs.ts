import type { IssueId } from "../model/document.ts";
import type { IssueShare } from "../model/issue-share.ts";
import type { SyncStatus } from "../model/status.ts";
import type { Store } from "../ports/store.ts";
import type { Database } from "./database.ts";
import { decodeIssueSync, encodeIssueSync } from "./issue-sync-codec.ts";
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
>;

interface Body {
  readonly body: string;
}

/** What each connection knows of each issue. A state that is due keeps its place in the queue when it is put again. */
export function issueSyncQueries(database: Database, nextStamp: () => number): IssueSyncQueries {
  return {
    sync(connection, issue) {
      const row = database.get<Body>("SELECT body FROM issue_sync WHERE connection = ? AND issue = ?", connection, issue);
      return row === undefined ? null : decodeIssueSync(row.body);
    },
    syncsOf(issue) {
      return database
        .all<Body & { status: SyncStatus; due: number }>(
          `SELECT body, status, due_since IS NOT NULL AS due FROM issue_sync WHERE issue = ? ORDER BY connection`,
          issue,
        )
        .map((row) => ({ sync: decodeIssueSync(row.body), status: row.status, due: row.due === 1 }));
    },
    issueShares(issue) {
      const columns = `SELECT issue, connection, status, partner_key AS "partnerKey" FROM issue_sync`;
      return issue === null
        ? database.all<IssueShare & { issue: IssueId }>(`${columns} ORDER BY issue, connection`)
        : database.all<IssueShare & { issue: IssueId }>(`${columns} WHERE issue = ? ORDER BY connection`, issue);
    },
    statusesOf(issue) {
      return database
        .all<{ status: SyncStatus }>("SELECT status FROM issue_sync WHERE issue = ? ORDER BY connection", issue)
        .map((row) => row.status);
    },
    putSync({ sync, status, due }) {
      database.write(
        `INSERT INTO issue_sync (connection, issue, status, due_since, pending, partner_key, body) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (connection, issue) DO UPDATE SET status = excluded.status,
           due_since = iif(excluded.due_since IS NULL, NULL, coalesce(due_since, excluded.due_since)),
           pending = excluded.pending, partner_key = excluded.partner_key, body = excluded.body`,
        sync.connection,
        sync.issue,
        status,
        due ? nextStamp() : null,
        sync.pendingWrite === null ? 0 : 1,
        sync.partnerKey,
        encodeIssueSync(sync),
      );
    },
    dueSyncs(connection, limit) {
      return database
        .all<Body>(
          "SELECT body FROM issue_sync WHERE connection = ? AND due_since IS NOT NULL ORDER BY due_since LIMIT ?",
          connection,
          limit,
        )
        .map((row) => decodeIssueSync(row.body));
    },
    pendingWrites(connection) {
      return database
        .all<Body>("SELECT body FROM issue_sync WHERE connection = ? AND pending = 1 ORDER BY issue", connection)
        .map((row) => decodeIssueSync(row.body));
    },
    syncsWithStatus(connection, status, limit) {
      return database
        .all<Body>("SELECT body FROM issue_sync WHERE connection = ? AND status = ? ORDER BY issue LIMIT ?", connection, status, limit)
        .map((row) => decodeIssueSync(row.body));
    },
    syncByPartnerKey(connection, partnerKey) {
      const row = database.get<Body>(
        "SELECT body FROM issue_sync WHERE connection = ? AND partner_key = ? ORDER BY issue LIMIT 1",
        connection,
        partnerKey,
      );
      return row === undefined ? null : decodeIssueSync(row.body);
    },
    countSyncs(connection) {
      return statusCounts(
        database.all<{ status: SyncStatus; number: number }>(
          "SELECT status, count(*) AS number FROM issue_sync WHERE connection = ? GROUP BY status",
          connection,
        ),
      );
    },
  };
}
