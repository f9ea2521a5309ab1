import type { IssueId } from "../model/document.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import type { SyncStatus } from "../model/status.ts";
import type { Store } from "../ports/store.ts";
import type { Database } from "./database.ts";
import { KeptRows } from "./kept-rows.ts";
import { statusCounts } from "./status-counts.ts";

type IssueQueries = Pick<Store, "issue" | "issueByKey" | "putIssue" | "issuesSince" | "issueIds" | "goneIssues" | "countIssues">;

interface IssueRow {
  readonly stamp: number;
  /** JSON of the issue without its stamp. */
  readonly body: string;
}

/** `restamp`: what is kept beside the issue, and shown with it, has changed. Of what is gone nothing is shown. */
export interface Restamping {
  readonly restamp: (id: IssueId) => void;
}

/** The project's issues, read incrementally by stamp (docs/PROTOCOL.md 7). */
export function issueQueries(database: Database, nextStamp: () => number): IssueQueries & Restamping {
  const kept = new KeptRows<LocalIssue | null>(
    database,
    (id) => {
      const row = database.get<IssueRow>("SELECT stamp, body FROM issue WHERE id = ?", id);
      return row === undefined ? { row: null, characters: id.length } : { row: decode(row), characters: row.body.length };
    },
    (issue) => ({ row: issue, characters: issue ? write(database, issue) : 0 }),
  );
  return {
    issue: (id) => kept.get(id),
    // A key may be that of a stub as well as of an issue that came later.
    issueByKey(key) {
      kept.write();
      const row = database.get<IssueRow>("SELECT stamp, body FROM issue WHERE key = ? ORDER BY gone, stamp DESC LIMIT 1", key);
      return row === undefined ? null : decode(row);
    },
    putIssue(issue) {
      const known = kept.get(issue.id);
      const stamp = nextStamp();
      kept.put(issue.id, { ...issue, since: known ? (known.since ?? 0) : stamp, stamp });
    },
    restamp(id) {
      const known = kept.get(id);
      if (known?.gone === null) kept.put(id, { ...known, stamp: nextStamp() });
    },
    issuesSince(since, limit, after = since) {
      kept.write();
      // An issue that an older version of this program wrote does not say since when: it was there.
      return database
        .all<IssueRow>(
          `SELECT stamp, body FROM issue WHERE stamp > ?1 AND (gone = 0 OR (?2 > 0 AND coalesce(body ->> 'since', 0) <= ?2))
           ORDER BY stamp LIMIT ?3`,
          Math.max(since, after),
          since,
          limit,
        )
        .map(decode);
    },
    issueIds(after, limit) {
      kept.write();
      return database
        .all<{ id: IssueId }>("SELECT id FROM issue WHERE gone = 0 AND id > ? ORDER BY id LIMIT ?", after ?? "", limit)
        .map((row) => row.id);
    },
    goneIssues(limit) {
      kept.write();
      return database.all<IssueRow>("SELECT stamp, body FROM issue WHERE gone = 1 ORDER BY stamp DESC LIMIT ?", limit).map(decode);
    },
    countIssues() {
      kept.write();
      return statusCounts(
        database.all<{ status: SyncStatus; number: number }>("SELECT status, count(*) AS number FROM issue WHERE gone = 0 GROUP BY status"),
      );
    },
  };
}

/** Returns the length of what was written. */
function write(database: Database, issue: LocalIssue): number {
  const body = JSON.stringify({ ...issue, stamp: undefined });
  database.write(
    `INSERT INTO issue (id, key, stamp, status, gone, body) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET key = excluded.key, stamp = excluded.stamp, status = excluded.status,
       gone = excluded.gone, body = excluded.body`,
    issue.id,
    issue.key,
    issue.stamp,
    issue.syncStatus,
    issue.gone === null ? 0 : 1,
    body,
  );
  return body.length;
}

function decode(row: IssueRow): LocalIssue {
  return Object.assign(JSON.parse(row.body) as LocalIssue, { stamp: row.stamp });
}
