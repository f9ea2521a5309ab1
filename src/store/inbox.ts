import type { InboxEntry, InboxPart, Store } from "../ports/store.ts";
import type { Database } from "./database.ts";

type InboxQueries = Pick<Store, "mark" | "addInbox" | "inbox" | "inboxSize" | "inboxEntry" | "removeInbox">;

const COLUMNS = `"row", connection, sequence, life, number, issue, body`;

/** Bytes of messages given at once: what waits may be much more. */
const AT_ONCE = 8 * 1024 * 1024;

const WHICH: Readonly<Record<InboxPart, string>> = { all: "", "no issue": "AND issue IS NULL" };

/**
 * Messages of the partner, and per life the highest number taken: together they make delivery exactly once (docs/PROTOCOL.md 2).
 * Whoever adds has looked at the mark; a row number is never used again, because a pending write names it.
 */
export function inboxQueries(database: Database): InboxQueries {
  return {
    mark(connection, life) {
      const sql = "SELECT number FROM mark WHERE connection = ? AND life = ?";
      return database.get<{ number: number }>(sql, connection, life)?.number ?? 0;
    },
    addInbox(entries) {
      const marks = new Map<string, { readonly connection: string; readonly life: string; readonly number: number }>();
      for (const entry of entries) {
        database.write(
          "INSERT INTO inbox (connection, sequence, life, number, issue, body) VALUES (?, ?, ?, ?, ?, ?)",
          entry.connection,
          entry.sequence,
          entry.life,
          entry.number,
          entry.issue,
          entry.body,
        );
        const stream = `${entry.connection} ${entry.life}`;
        if (entry.number > (marks.get(stream)?.number ?? 0)) marks.set(stream, entry);
      }
      for (const { connection, life, number } of marks.values()) {
        database.write(
          `INSERT INTO mark (connection, life, number) VALUES (?, ?, ?)
           ON CONFLICT (connection, life) DO UPDATE SET number = max(number, excluded.number)`,
          connection,
          life,
          number,
        );
      }
    },
    inbox(connection, after, limit, which = "all") {
      let bytes = 0;
      let count = 0;
      const fits = ({ body }: InboxEntry): boolean => {
        bytes += Buffer.byteLength(body);
        count += 1;
        return count === 1 || bytes <= AT_ONCE;
      };
      return database
        .allWhile<InboxEntry>(
          fits,
          `SELECT ${COLUMNS} FROM inbox WHERE connection = ? AND "row" > ? ${WHICH[which]} ORDER BY "row" LIMIT ?`,
          connection,
          after,
          limit,
        )
        .map((row) => ({ ...row }));
    },
    inboxSize(connection, which) {
      const found = database.get<{ messages: number; bytes: number }>(
        `SELECT count(*) AS messages, coalesce(sum(octet_length(body)), 0) AS bytes FROM inbox WHERE connection = ? ${WHICH[which]}`,
        connection,
      );
      return { messages: found?.messages ?? 0, bytes: found?.bytes ?? 0 };
    },
    inboxEntry(row) {
      const found = database.get<InboxEntry>(`SELECT ${COLUMNS} FROM inbox WHERE "row" = ?`, row);
      return found === undefined ? null : { ...found };
    },
    removeInbox(rows) {
      for (const row of rows) database.write(`DELETE FROM inbox WHERE "row" = ?`, row);
    },
  };
}
