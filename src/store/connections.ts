import type { Connection } from "../model/connection.ts";
import type { Store } from "../ports/store.ts";
import type { Database } from "./database.ts";

type ConnectionQueries = Pick<Store, "connections" | "connection" | "putConnection" | "removeConnection">;

/** Connections, in order of name. Two of one name are refused as a bug. `forgetStates`: a connection takes the states of its issues along. */
export function connectionQueries(database: Database, forgetStates: () => void): ConnectionQueries {
  return {
    connections() {
      return database.all<{ body: string }>("SELECT body FROM connection ORDER BY name").map(decode);
    },
    connection(id) {
      const row = database.get<{ body: string }>("SELECT body FROM connection WHERE id = ?", id);
      return row === undefined ? null : decode(row);
    },
    putConnection(connection) {
      database.write(
        `INSERT INTO connection (id, name, body) VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, body = excluded.body`,
        connection.id,
        connection.name,
        JSON.stringify(connection),
      );
    },
    removeConnection(id) {
      forgetStates();
      database.write("DELETE FROM connection WHERE id = ?", id);
    },
  };
}

function decode(row: { readonly body: string }): Connection {
  return JSON.parse(row.body) as Connection;
}
