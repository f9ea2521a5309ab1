import type { Connection } from "../model/connection.ts";
import type { IssueId } from "../model/document.ts";
import type { Store } from "../ports/store.ts";
import type { Database } from "./database.ts";
import type { Restamping } from "./issues.ts";

type ConnectionQueries = Pick<Store, "connections" | "connection" | "putConnection" | "removeConnection">;

/**
 * Connections, in order of name. Two of one name are refused as a bug. `forgetStates`: a connection takes the states of its issues along. They are
 * few and every step of a pass asks for them: so they stay in memory until somebody, here or in another process, has written any.
 */
export function connectionQueries(database: Database, forgetStates: () => void, { restamp }: Restamping): ConnectionQueries {
  let kept: readonly Connection[] | null = null;
  let seen = -1;
  const all = (): readonly Connection[] => {
    const version = database.othersVersion();
    if (version !== seen) kept = null;
    seen = version;
    kept ??= database.all<{ body: string }>("SELECT body FROM connection ORDER BY name").map(decode);
    return kept;
  };
  database.atEnd({
    beforeCommit: () => undefined,
    afterwards: (committed) => {
      if (!committed) kept = null;
    },
  });
  return {
    connections: all,
    connection: (id) => all().find((connection) => connection.id === id) ?? null,
    putConnection(connection) {
      kept = null;
      database.write(
        `INSERT INTO connection (id, name, body) VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, body = excluded.body`,
        connection.id,
        connection.name,
        JSON.stringify(connection),
      );
    },
    removeConnection(id) {
      kept = null;
      forgetStates();
      const issues = database.all<{ issue: IssueId }>("SELECT issue FROM issue_sync WHERE connection = ?", id);
      database.write("DELETE FROM connection WHERE id = ?", id);
      for (const { issue } of issues) restamp(issue);
    },
  };
}

function decode(row: { readonly body: string }): Connection {
  return JSON.parse(row.body) as Connection;
}
