import type { SignedFile, Signer, Store } from "../ports/store.ts";
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

/** Of each kind that is let go its first row, by the index: to sort all that is kept for each file that comes would cost more than keeping it. */
const OLDEST = `SELECT "row", size FROM evidence WHERE "row" = (SELECT min(first) FROM (
  SELECT min("row") AS first FROM evidence WHERE connection = ? AND kind = 'message'
  UNION ALL SELECT min("row") FROM evidence WHERE connection = ? AND kind = 'acknowledgement'))`;

/** Signed files of partners (docs/PROTOCOL.md 6, "Evidence"): only ever added, and let go when there are too many, the oldest first. */
export function evidenceQueries(
  database: Database,
): Pick<Store, "addSigned" | "newestSigned" | "signedFiles" | "signedFile" | "keepSigner" | "signers"> {
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
  /** What is kept of a connection is counted as it comes and goes: counting all of it for each file would cost more than keeping it. */
  const count = (connection: string, files: number, bytes: number): void => {
    database.write(
      `INSERT INTO signed (connection, files, bytes) VALUES (?, ?, ?)
       ON CONFLICT (connection) DO UPDATE SET files = files + excluded.files, bytes = bytes + excluded.bytes`,
      connection,
      files,
      bytes,
    );
  };
  const letGo = (connection: string): void => {
    for (;;) {
      const kept = database.get<{ files: number; bytes: number }>("SELECT files, bytes FROM signed WHERE connection = ?", connection);
      if (!kept || (kept.files <= KEPT.files && kept.bytes <= KEPT.bytes)) return;
      const oldest = database.get<{ row: number; size: number }>(OLDEST, connection, connection);
      if (!oldest) return;
      database.write(`DELETE FROM evidence WHERE "row" = ?`, oldest.row);
      count(connection, -1, -oldest.size);
    }
  };
  return {
    addSigned({ connection, kind, name, key, time, bytes }) {
      const added = database.write(
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
      if (added === 0) return;
      if (kind === "identity") return count(connection, 0, 0);
      count(connection, 1, bytes.length);
      letGo(connection);
    },
    keepSigner(signer) {
      database.write("UPDATE signed SET partner = ? WHERE connection = ?", JSON.stringify(signer), signer.connection);
    },
    signers: () =>
      database
        .all<{ partner: string }>("SELECT partner FROM signed WHERE partner IS NOT NULL ORDER BY connection")
        .map(({ partner }) => JSON.parse(partner) as Signer),
    newestSigned: () => database.get<{ newest: number | null }>(`SELECT max("row") AS newest FROM evidence`)?.newest ?? 0,
    signedFiles: (after, limit) =>
      database.all<Row>(`SELECT ${COLUMNS} FROM evidence WHERE "row" > ? ORDER BY "row" LIMIT ?`, after, limit).map(read),
    signedFile(connection, name) {
      const row = database.get<Row>(`SELECT ${COLUMNS} FROM evidence WHERE connection = ? AND name = ?`, connection, name);
      return row === undefined ? null : read(row);
    },
  };
}
