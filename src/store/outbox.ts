import { Impossible } from "../model/failure.ts";
import type { OutboxEntry, SentFile, Store } from "../ports/store.ts";
import type { Database } from "./database.ts";

type OutboxQueries = Pick<Store, "addOutbox" | "unsealed" | "putFile" | "files" | "fileBytes" | "acknowledged" | "unseal" | "queues">;

/** Messages to the partner and the sealed files they travel in, both until acknowledged (docs/PROTOCOL.md 2). */
export function outboxQueries(database: Database): OutboxQueries {
  return {
    addOutbox(entries) {
      for (const entry of entries) {
        database.write(
          "INSERT INTO outbox (connection, life, number, sequence, body) VALUES (?, ?, ?, ?, ?)",
          entry.connection,
          entry.life,
          entry.number,
          entry.sequence,
          entry.body,
        );
      }
    },
    unsealed(connection, limits) {
      let count = 0;
      let bytes = 0;
      const fits = (entry: OutboxEntry): boolean => {
        bytes += Buffer.byteLength(entry.body);
        count += 1;
        return count === 1 || (count <= limits.count && bytes <= limits.bytes);
      };
      return database
        .allWhile<OutboxEntry>(
          fits,
          `SELECT connection, life, number, body, sequence FROM outbox
           WHERE connection = ? AND sequence IS NULL ORDER BY row`,
          connection,
        )
        .map((row) => ({ ...row }));
    },
    putFile(file, bytes, entries) {
      database.write(
        "INSERT INTO file (connection, generation, sequence, name, hash, size, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)",
        file.connection,
        file.generation,
        file.sequence,
        file.name,
        file.hash,
        file.size,
        bytes,
      );
      for (const { life, first, last } of runsOf(entries)) {
        const sealed = database.write(
          "UPDATE outbox SET sequence = ? WHERE connection = ? AND life = ? AND number BETWEEN ? AND ? AND sequence IS NULL",
          file.sequence,
          file.connection,
          life,
          first,
          last,
        );
        if (sealed !== last - first + 1) throw new Impossible(`no unsealed message among ${life}.${first} to ${last}`);
      }
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
      database.write("DELETE FROM file WHERE connection = ? AND sequence <= ?", connection, sequence);
      database.write("DELETE FROM outbox WHERE connection = ? AND sequence <= ?", connection, sequence);
    },
    unseal(connection) {
      database.write("DELETE FROM file WHERE connection = ?", connection);
      database.write("UPDATE outbox SET sequence = NULL WHERE connection = ? AND sequence IS NOT NULL", connection);
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

/** Messages of one life whose numbers follow each other: changed by one statement. */
interface Run {
  readonly life: string;
  readonly first: number;
  last: number;
}

function runsOf(entries: readonly OutboxEntry[]): readonly Run[] {
  const runs: Run[] = [];
  for (const { life, number } of entries) {
    const run = runs.at(-1);
    if (run?.life === life && run.last + 1 === number) run.last = number;
    else runs.push({ life, first: number, last: number });
  }
  return runs;
}
