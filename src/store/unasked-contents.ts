import type { UnaskedContent } from "../model/unasked-content.ts";
import type { Store } from "../ports/store.ts";
import type { Database } from "./database.ts";

type UnaskedQueries = Pick<Store, "unaskedContent" | "unaskedContents" | "putUnasked" | "removeUnasked" | "forgetUnasked">;

type Row = Omit<UnaskedContent, "conversation"> & { readonly conversation: string | null };

const COLUMNS = "connection, attachment, issue, size, sha256, state, due, tries, conversation";

/** Contents that nobody here asked for; they go with their connection. */
export function unaskedQueries(database: Database): UnaskedQueries {
  return {
    unaskedContent(connection, attachment) {
      const row = database.get<Row>(`SELECT ${COLUMNS} FROM unasked WHERE connection = ? AND attachment = ?`, connection, attachment);
      return row === undefined ? null : contentOf(row);
    },
    unaskedContents: (connection, states, due, limit) =>
      database
        .all<Row>(
          `SELECT ${COLUMNS} FROM unasked WHERE connection = ? AND state IN (SELECT value FROM json_each(?)) AND due <= ?
           ORDER BY size, attachment LIMIT ?`,
          connection,
          JSON.stringify(states),
          due,
          limit,
        )
        .map(contentOf),
    putUnasked({ connection, attachment, issue, size, sha256, state, due, tries, conversation }) {
      database.write(
        `INSERT OR REPLACE INTO unasked (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        connection,
        attachment,
        issue,
        size,
        sha256,
        state,
        due,
        tries,
        conversation ?? null,
      );
    },
    removeUnasked(connection, attachment) {
      database.write("DELETE FROM unasked WHERE connection = ? AND attachment = ?", connection, attachment);
    },
    forgetUnasked(connection, states) {
      database.write(
        "DELETE FROM unasked WHERE connection = ? AND state IN (SELECT value FROM json_each(?))",
        connection,
        JSON.stringify(states),
      );
    },
  };
}

function contentOf({ conversation, ...row }: Row): UnaskedContent {
  return { ...row, ...(conversation !== null && { conversation }) };
}
