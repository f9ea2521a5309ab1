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
  WHERE state.connection = ?1 AND state.fingerprint IS NOT NULL AND CASE WHEN numbered.issue IS NULL
    THEN state.fingerprint <> '' AND state.deleted = 0
    ELSE numbered.fingerprint <> state.fingerprint OR (state.fingerprint <> '' AND numbered.key <> coalesce(issue.key, '')) END
  ORDER BY state.issue LIMIT ?2`;

/** Those of which there is no state any more. Asked apart: together they would be sorted, and all of them read for each page. */
const ENDED = `
  SELECT issue, '' AS fingerprint, key, 'not shared' AS became FROM numbered
  WHERE connection = ?1 AND fingerprint <> ''
    AND NOT EXISTS (SELECT 1 FROM issue_sync AS state WHERE state.issue = numbered.issue AND state.connection = ?1)
  ORDER BY issue LIMIT ?2`;

/** The list of each connection's issues by stamps of its own (docs/PROTOCOL.md 7). It goes with its connection. */
export function listQueries(database: Database): ListQueries {
  return {
    numberAnew(connection, numbering) {
      database.write("DELETE FROM numbered WHERE connection = ?", connection);
      database.write("INSERT OR REPLACE INTO numbering (connection, name, newest) VALUES (?, ?, 0)", connection, numbering);
    },
    numbering: (connection) => database.get<{ name: string }>("SELECT name FROM numbering WHERE connection = ?", connection)?.name ?? null,
    numberChanges(connection, limit) {
      database.writeKept();
      const found = database.get<{ newest: number }>("SELECT newest FROM numbering WHERE connection = ?", connection);
      if (!found) throw new Impossible("numbers without a numbering");
      let { newest } = found;
      const changed = [CHANGED, ENDED]
        .flatMap((sql) => database.all<Changed>(sql, connection, limit))
        .sort((a, b) => (a.issue < b.issue ? -1 : 1))
        .slice(0, limit);
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
      return changed.length;
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
