import { Impossible } from "../model/failure.ts";
import type { OutboxEntry, SentFile, Store } from "../ports/store.ts";
import type { Database } from "./database.ts";

type OutboxQueries = Pick<
  Store,
  "addOutbox" | "unsealed" | "withdraw" | "putFile" | "files" | "fileBytes" | "acknowledged" | "unseal" | "dropOutbox"
>;

/** Messages in one row at most, and characters, unless one message alone has more: a file is cut after any of them. */
const IN_ONE_ROW = { messages: 128, characters: 128 * 1024 };

/** Consecutive messages of one connection and life. */
interface Row {
  /** Place of the first among all messages of the outbox; the others have the places after it. */
  readonly row: number;
  readonly life: string;
  readonly messages: number;
  /** JSON: number and length in UTF-16 code units of each. */
  readonly numbers: string;
}

type Named = readonly (readonly [number: number, length: number])[];

const COLUMNS = `"row", life, messages, numbers`;

/**
 * Messages to the partner and the sealed files they travel in, both until acknowledged (docs/PROTOCOL.md 2). A transaction's messages are
 * written together, many in one row. Sealed are the first messages of a connection, up to the highest `last_row` of its files: so sealing
 * rewrites no message but where it parts a row. A file without messages has `last_row` 0.
 */
export function outboxQueries(database: Database): OutboxQueries & { readonly messagesOut: (connection: string) => number } {
  let unwritten: OutboxEntry[] = [];
  const insert = (row: number, connection: string, life: string, named: Named, bodies: string): void => {
    database.write(
      `INSERT INTO outbox ("row", connection, life, messages, numbers, bodies) VALUES (?, ?, ?, ?, ?, ?)`,
      row,
      connection,
      life,
      named.length,
      JSON.stringify(named),
      bodies,
    );
  };
  const write = (): void => {
    if (unwritten.length === 0) return;
    const last = database.get<Pick<Row, "row" | "messages">>(`SELECT "row", messages FROM outbox ORDER BY "row" DESC LIMIT 1`);
    let next = last ? last.row + last.messages : 1;
    for (const group of grouped(unwritten)) {
      const [{ connection, life }] = group;
      insert(
        next,
        connection,
        life,
        group.map(({ number, body }) => [number, body.length] as const),
        group.map(({ body }) => body).join(""),
      );
      next += group.length;
    }
    unwritten = [];
  };
  database.atEnd({
    beforeCommit: write,
    afterwards: () => {
      unwritten = [];
    },
  });
  const sealedRow = (connection: string): number =>
    database.get<{ row: number | null }>(`SELECT max(last_row) AS "row" FROM file WHERE connection = ?`, connection)?.row ?? 0;
  /** Makes of a row its first messages and, those between left out, its last ones. */
  const part = (row: Row, connection: string, first: number, between = 0): void => {
    const { bodies } = database.get<{ bodies: string }>(`SELECT bodies FROM outbox WHERE "row" = ?`, row.row) ?? { bodies: "" };
    const named = JSON.parse(row.numbers) as Named;
    const end = (count: number): number => named.slice(0, count).reduce((sum, [, length]) => sum + length, 0);
    const last = first + between;
    database.write(`DELETE FROM outbox WHERE "row" = ?`, row.row);
    if (first > 0) insert(row.row, connection, row.life, named.slice(0, first), bodies.slice(0, end(first)));
    if (last < named.length) insert(row.row + last, connection, row.life, named.slice(last), bodies.slice(end(last)));
  };
  return {
    addOutbox(entries) {
      database.mustBeInside();
      unwritten.push(...entries);
    },
    unsealed(connection, limits) {
      write();
      const taken: OutboxEntry[] = [];
      let bytes = 0;
      let full = false;
      const take = ({ life, numbers, bodies }: Row & { bodies: string }): boolean => {
        let at = 0;
        for (const [number, length] of JSON.parse(numbers) as Named) {
          const body = bodies.slice(at, at + length);
          at += length;
          bytes += Buffer.byteLength(body);
          full ||= taken.length > 0 && (taken.length >= limits.count || bytes > limits.bytes);
          if (full) return false;
          taken.push({ connection, life, number, body, sequence: null });
        }
        return true;
      };
      database.allWhile<Row & { bodies: string }>(
        take,
        `SELECT ${COLUMNS}, bodies FROM outbox WHERE connection = ? AND "row" > ? ORDER BY "row"`,
        connection,
        sealedRow(connection),
      );
      return taken;
    },
    withdraw(connection, id) {
      write();
      const [life = "", digits = ""] = id.split(".");
      const rows = database.all<Row>(
        `SELECT ${COLUMNS} FROM outbox WHERE connection = ? AND "row" > ? AND life = ?`,
        connection,
        sealedRow(connection),
        life,
      );
      for (const row of rows) {
        const at = (JSON.parse(row.numbers) as Named).findIndex(([number]) => number === Number(digits));
        if (at === -1) continue;
        part(row, connection, at, 1);
        return true;
      }
      return false;
    },
    putFile(file, bytes, entries) {
      write();
      let sealed = 0;
      let lastRow = 0;
      const rows = database.all<Row>(
        `SELECT ${COLUMNS} FROM outbox WHERE connection = ? AND "row" > ? ORDER BY "row" LIMIT ?`,
        file.connection,
        sealedRow(file.connection),
        entries.length,
      );
      for (const row of rows) {
        if (sealed === entries.length) break;
        const named = (JSON.parse(row.numbers) as Named).slice(0, entries.length - sealed);
        for (const [i, [number]] of named.entries()) {
          const { life, number: given } = entries[sealed + i] ?? {};
          if (row.life !== life || number !== given) throw new Impossible(`${life}.${given} is not the next unsealed message`);
        }
        if (named.length < row.messages) part(row, file.connection, named.length);
        sealed += named.length;
        lastRow = row.row + named.length - 1;
      }
      if (sealed < entries.length) throw new Impossible(`${entries.length} messages, ${sealed} of them unsealed`);
      database.write(
        "INSERT INTO file (connection, generation, sequence, name, hash, size, last_row, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        file.connection,
        file.generation,
        file.sequence,
        file.name,
        file.hash,
        file.size,
        lastRow,
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
      write();
      database.write(
        `DELETE FROM outbox WHERE connection = ?1
           AND "row" <= (SELECT max(last_row) FROM file WHERE connection = ?1 AND sequence <= ?2)`,
        connection,
        sequence,
      );
      database.write("DELETE FROM file WHERE connection = ? AND sequence <= ?", connection, sequence);
    },
    dropOutbox(connection) {
      write();
      database.write("DELETE FROM outbox WHERE connection = ?", connection);
      database.write("DELETE FROM file WHERE connection = ?", connection);
    },
    unseal(connection) {
      database.write("DELETE FROM file WHERE connection = ?", connection);
    },
    messagesOut(connection) {
      write();
      const sql = "SELECT sum(messages) AS sum FROM outbox WHERE connection = ?";
      return database.get<{ sum: number | null }>(sql, connection)?.sum ?? 0;
    },
  };
}

/** In their order: as many together as one row may hold. */
function grouped(entries: readonly OutboxEntry[]): readonly [OutboxEntry, ...OutboxEntry[]][] {
  const groups: [OutboxEntry, ...OutboxEntry[]][] = [];
  let characters = 0;
  for (const entry of entries) {
    const group = groups.at(-1);
    characters += entry.body.length;
    const fits = group && group.length < IN_ONE_ROW.messages && characters <= IN_ONE_ROW.characters;
    if (fits && group[0].connection === entry.connection && group[0].life === entry.life) group.push(entry);
    else {
      groups.push([entry]);
      characters = entry.body.length;
    }
  }
  return groups;
}
