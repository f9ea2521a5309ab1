import { Impossible } from "../model/failure.ts";
import type { OutboxEntry, SentFile, Store } from "../ports/store.ts";
import type { Database } from "./database.ts";

type OutboxQueries = Pick<
  Store,
  "addOutbox" | "unsealed" | "withdraw" | "putFile" | "files" | "fileBytes" | "acknowledged" | "unseal" | "queues"
>;

/**
 * Messages to the partner and the sealed files they travel in, both until acknowledged (docs/PROTOCOL.md 2). Sealed are the first rows of a
 * connection, up to the highest `last_row` of its files: so sealing rewrites no message. A file without messages has `last_row` 0.
 */
export function outboxQueries(database: Database): OutboxQueries {
  const sealedRow = (connection: string): number =>
    database.get<{ row: number | null }>(`SELECT max(last_row) AS "row" FROM file WHERE connection = ?`, connection)?.row ?? 0;
  return {
    addOutbox(entries) {
      for (const { connection, life, number, body } of entries) {
        database.write("INSERT INTO outbox (connection, life, number, body) VALUES (?, ?, ?, ?)", connection, life, number, body);
      }
    },
    unsealed(connection, limits) {
      let count = 0;
      let bytes = 0;
      const fits = (entry: Omit<OutboxEntry, "sequence">): boolean => {
        bytes += Buffer.byteLength(entry.body);
        count += 1;
        return count === 1 || (count <= limits.count && bytes <= limits.bytes);
      };
      return database
        .allWhile<Omit<OutboxEntry, "sequence">>(
          fits,
          `SELECT connection, life, number, body FROM outbox WHERE connection = ? AND "row" > ? ORDER BY "row"`,
          connection,
          sealedRow(connection),
        )
        .map((row) => ({ ...row, sequence: null }));
    },
    withdraw(connection, id) {
      const [life = "", number = ""] = id.split(".");
      const sql = `DELETE FROM outbox WHERE connection = ? AND life = ? AND number = ? AND "row" > ?`;
      return database.write(sql, connection, life, Number(number), sealedRow(connection)) > 0;
    },
    putFile(file, bytes, entries) {
      const rows = database.all<{ row: number; life: string; number: number }>(
        `SELECT "row", life, number FROM outbox WHERE connection = ? AND "row" > ? ORDER BY "row" LIMIT ?`,
        file.connection,
        sealedRow(file.connection),
        entries.length,
      );
      for (const [i, { life, number }] of entries.entries())
        if (rows[i]?.life !== life || rows[i].number !== number) throw new Impossible(`${life}.${number} is not the next unsealed message`);
      database.write(
        "INSERT INTO file (connection, generation, sequence, name, hash, size, last_row, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        file.connection,
        file.generation,
        file.sequence,
        file.name,
        file.hash,
        file.size,
        rows.at(-1)?.row ?? 0,
        bytes,
      );
    },
    files(connection) {
      return database
        .all<SentFile>(
          "SELECT connection, generation, sequence, name, hash, size FROM file WHERE connection = ? ORDER BY sequence",
          connection,
        )
        .map((row) => ({ ...row }));
    },
    fileBytes(connection, name) {
      const sql = "SELECT bytes FROM file WHERE connection = ? AND name = ?";
      return database.get<{ bytes: Uint8Array }>(sql, connection, name)?.bytes ?? null;
    },
    acknowledged(connection, sequence) {
      database.write(
        `DELETE FROM outbox WHERE connection = ?1
           AND "row" <= (SELECT max(last_row) FROM file WHERE connection = ?1 AND sequence <= ?2)`,
        connection,
        sequence,
      );
      database.write("DELETE FROM file WHERE connection = ? AND sequence <= ?", connection, sequence);
    },
    unseal(connection) {
      database.write("DELETE FROM file WHERE connection = ?", connection);
    },
    queues(connection) {
      const row = database.get<{ out: number; in: number }>(
        `SELECT (SELECT count(*) FROM outbox WHERE connection = ?1) AS "out",
                (SELECT count(*) FROM inbox WHERE connection = ?1) AS "in"`,
        connection,
      );
      return { out: row?.out ?? 0, in: row?.in ?? 0 };
    },
  };
}
