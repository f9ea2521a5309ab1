import type { InboxEntry, InboxPart, Store } from "../ports/store.ts";
import type { Database } from "./database.ts";

type InboxQueries = Pick<Store, "mark" | "addInbox" | "inbox" | "inboxSize" | "inboxWork" | "inboxEntry" | "removeInbox">;

const COLUMNS = `"row", connection, sequence, life, number, issue, characters, work`;

/** Characters of the messages given at once: what waits may be much more. */
const AT_ONCE = 8 * 1024 * 1024;

/** Where nothing is said: as the migration has it (`schema.ts`). */
const SMALL_WORK = 16;

const WHICH: Readonly<Record<InboxPart, string>> = { all: "", "no issue": "AND issue IS NULL", "too new": "AND too_new = 1" };

/**
 * Messages of the partner, and per life the highest number taken: together they make delivery exactly once (docs/PROTOCOL.md 2).
 * Whoever adds has looked at the mark; a row number is never used again, because a pending write names it.
 */
export function inboxQueries(database: Database): InboxQueries & { readonly messagesIn: (connection: string) => number } {
  /** Removed in the present transaction: all in one statement, at its end or before the table is searched. */
  const removed: number[] = [];
  const remove = (): void => {
    if (removed.length === 0) return;
    database.write(`DELETE FROM inbox WHERE "row" IN (SELECT value FROM json_each(?))`, JSON.stringify(removed));
    removed.length = 0;
  };
  const lastRow = (): number => database.get<{ value: number }>("SELECT value FROM counter WHERE name = 'inbox'")?.value ?? 0;
  database.atEnd({
    beforeCommit: remove,
    afterwards: () => {
      removed.length = 0;
    },
  });
  return {
    mark(connection, life) {
      const sql = "SELECT number FROM mark WHERE connection = ? AND life = ?";
      return database.get<{ number: number }>(sql, connection, life)?.number ?? 0;
    },
    addInbox(entries) {
      if (entries.length === 0) return;
      let row = lastRow();
      const marks = new Map<string, { readonly connection: string; readonly life: string; readonly number: number }>();
      for (const entry of entries) {
        database.write(
          `INSERT INTO inbox ("row", connection, sequence, life, number, issue, characters, too_new, work, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          ++row,
          entry.connection,
          entry.sequence,
          entry.life,
          entry.number,
          entry.issue,
          entry.body.length,
          entry.tooNew ? 1 : 0,
          entry.work ?? SMALL_WORK,
          entry.body,
        );
        const stream = `${entry.connection} ${entry.life}`;
        if (entry.number > (marks.get(stream)?.number ?? 0)) marks.set(stream, entry);
      }
      database.write("UPDATE counter SET value = ? WHERE name = 'inbox'", row);
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
      remove();
      let characters = 0;
      let count = 0;
      const fits = (entry: InboxEntry): boolean => {
        characters += entry.characters;
        count += 1;
        return count === 1 || characters <= AT_ONCE;
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
      remove();
      const found = database.get<{ messages: number; bytes: number }>(
        `SELECT count(*) AS messages, coalesce(sum(octet_length(body)), 0) AS bytes FROM inbox WHERE connection = ? ${WHICH[which]}`,
        connection,
      );
      return { messages: found?.messages ?? 0, bytes: found?.bytes ?? 0 };
    },
    inboxWork(connection) {
      remove();
      return database.get<{ work: number }>("SELECT coalesce(sum(work), 0) AS work FROM inbox WHERE connection = ?", connection)?.work ?? 0;
    },
    messagesIn(connection) {
      remove();
      return database.get<{ count: number }>("SELECT count(*) AS count FROM inbox WHERE connection = ?", connection)?.count ?? 0;
    },
    inboxEntry(row) {
      remove();
      const found = database.get<InboxEntry & { body: string }>(`SELECT ${COLUMNS}, body FROM inbox WHERE "row" = ?`, row);
      return found === undefined ? null : { ...found };
    },
    removeInbox(rows) {
      database.mustBeInside();
      for (const row of rows) removed.push(row);
    },
  };
}
