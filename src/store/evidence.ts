import type { SignedFile, Store } from "../ports/store.ts";
import type { Database } from "./database.ts";

interface Row {
  readonly row: number;
  readonly connection: string;
  readonly kind: SignedFile["kind"];
  readonly name: string;
  readonly identity_key: string;
  readonly time: number;
  readonly bytes: Uint8Array;
}

/** Of a connection at most, besides identity files, which are few and make the others worth something. */
const KEPT = { bytes: 64 * 1024 * 1024, files: 10_000 };

/** Signed files of partners (docs/PROTOCOL.md 6, "Evidence"): only ever added, and let go when there are too many, the oldest first. */
export function evidenceQueries(database: Database): Pick<Store, "addSigned" | "signedFiles" | "signedFile"> {
  const COLUMNS = `"row", connection, kind, name, identity_key, time, bytes`;
  const read = ({ row, connection, kind, name, identity_key: key, time, bytes }: Row) => ({
    row,
    connection,
    kind,
    name,
    key,
    time,
    bytes: new Uint8Array(bytes),
  });
  const letGo = (connection: string): void => {
    for (;;) {
      const kept = database.get<{ files: number; bytes: number | null; oldest: number | null }>(
        `SELECT count(*) AS files, sum(size) AS bytes, min("row") AS oldest FROM evidence WHERE connection = ? AND kind <> 'identity'`,
        connection,
      );
      if (!kept || kept.oldest === null || (kept.files <= KEPT.files && (kept.bytes ?? 0) <= KEPT.bytes)) return;
      database.write(`DELETE FROM evidence WHERE "row" = ?`, kept.oldest);
    }
  };
  return {
    addSigned({ connection, kind, name, key, time, bytes }) {
      database.write(
        `INSERT INTO evidence (connection, kind, name, size, identity_key, time, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (connection, name) DO NOTHING`,
        connection,
        kind,
        name,
        bytes.length,
        key,
        time,
        bytes,
      );
      letGo(connection);
    },
    signedFiles: (after, limit) =>
      database.all<Row>(`SELECT ${COLUMNS} FROM evidence WHERE "row" > ? ORDER BY "row" LIMIT ?`, after, limit).map(read),
    signedFile(connection, name) {
      const row = database.get<Row>(`SELECT ${COLUMNS} FROM evidence WHERE connection = ? AND name = ?`, connection, name);
      return row === undefined ? null : read(row);
    },
  };
}
