import type { IssueId } from "../model/document.ts";
import { Impossible } from "../model/failure.ts";
import type { NumberedEntry, Store } from "../ports/store.ts";
import type { Database } from "./database.ts";

type ListQueries = Pick<Store, "numberAnew" | "numbering" | "numberChanges" | "numberedSince">;

interface Changed {
  readonly issue: IssueId;
  readonly fingerprint: string;
  readonly became: NumberedEntry["became"];
  readonly key: string;
}

/** Entries that are another one than when they were numbered last. The key of what is shared no more does not change. */
const CHANGED = `
  SELECT state.issue, state.fingerprint, coalesce(issue.key, '') AS "key",
    CASE WHEN state.deleted = 1 THEN 'deleted' WHEN state.fingerprint = '' THEN 'not shared' END AS became
  FROM issue_sync AS state
    LEFT JOIN numbered ON numbered.connection = state.connection AND numbered.issue = state.issue
    LEFT JOIN issue ON issue.id = state.issue
  WHERE state.connection = ?1 AND state.issue > ?2 AND state.issue <= ?3 AND state.fingerprint IS NOT NULL AND CASE WHEN numbered.issue IS NULL
    THEN state.fingerprint <> '' AND state.deleted = 0
    ELSE numbered.fingerprint <> state.fingerprint OR (state.fingerprint <> '' AND numbered.key <> coalesce(issue.key, '')) END
  ORDER BY state.issue`;

/** Those of which there is no state any more. */
const ENDED = `
  SELECT issue, '' AS fingerprint, key, 'not shared' AS became FROM numbered
  WHERE connection = ?1 AND issue > ?2 AND issue <= ?3 AND fingerprint <> ''
    AND NOT EXISTS (SELECT 1 FROM issue_sync AS state WHERE state.issue = numbered.issue AND state.connection = ?1)
  ORDER BY issue`;

/** Behind every id, which are base32 (`ids.ts`). */
const BEHIND_ALL = "~";

/** The last of so many issues behind one. */
const ENDS = ["issue_sync", "numbered"].map(
  (table) => `SELECT issue FROM ${table} WHERE connection = ?1 AND issue > ?2 ORDER BY issue LIMIT 1 OFFSET ?3`,
);

/** The list of each connection's issues by stamps of its own (docs/PROTOCOL.md 7). It goes with its connection. */
export function listQueries(database: Database): ListQueries {
  return {
    numberAnew(connection, numbering) {
      database.write("DELETE FROM numbered WHERE connection = ?", connection);
      database.write("INSERT OR REPLACE INTO numbering (connection, name, newest) VALUES (?, ?, 0)", connection, numbering);
    },
    numbering: (connection) => database.get<{ name: string }>("SELECT name FROM numbering WHERE connection = ?", connection)?.name ?? null,
    numberChanges(connection, after, limit) {
      database.writeKept();
      const found = database.get<{ newest: number }>("SELECT newest FROM numbering WHERE connection = ?", connection);
      if (!found) throw new Impossible("numbers without a numbering");
      let { newest } = found;
      const from = after ?? "";
      const ends = ENDS.flatMap((sql) => database.get<{ issue: IssueId }>(sql, connection, from, limit - 1)?.issue ?? []);
      const last = ends.sort()[0] ?? null;
      const changed = [CHANGED, ENDED]
        .flatMap((sql) => database.all<Changed>(sql, connection, from, last ?? BEHIND_ALL))
        .sort((a, b) => (a.issue < b.issue ? -1 : 1));
      for (const { issue, fingerprint, became, key } of changed) {
        newest += 1;
        database.write(
          `INSERT INTO numbered (connection, issue, key, fingerprint, became, since, stamp) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
           ON CONFLICT (connection, issue) DO UPDATE SET key = excluded.key, fingerprint = excluded.fingerprint, became = excluded.became,
             stamp = excluded.stamp`,
          connection,
          issue,
          key,
          fingerprint,
          became,
          newest,
        );
      }
      if (changed.length > 0) database.write("UPDATE numbering SET newest = ? WHERE connection = ?", newest, connection);
      return last;
    },
    numberedSince: (connection, since, limit) =>
      database.all<NumberedEntry>(
        `SELECT issue, key, stamp, became FROM numbered
         WHERE connection = ?1 AND stamp > ?2 AND (became IS NULL OR (?2 > 0 AND since <= ?2)) ORDER BY stamp LIMIT ?3`,
        connection,
        since,
        limit,
      ),
  };
}
