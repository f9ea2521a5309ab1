import type { DatabaseSync } from "node:sqlite";
import { SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_6, SCHEMA_7, SCHEMA_8 } from "./schema.ts";

/** The step to version n stands at place n - 1. Steps are only ever added. */
export const MIGRATIONS: readonly string[] = [SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_6, SCHEMA_7, SCHEMA_8];

/** Marks a database file as ours: `Ferr` (PRAGMA application_id). */
const APPLICATION_ID = 0x46657272;

export type SchemaState =
  | { readonly kind: "ready" }
  /** Some other program's database. */
  | { readonly kind: "foreign" }
  | { readonly kind: "newer"; readonly found: number };

/** Which version the tables have: 0 for an empty file. */
export function schemaVersion(sqlite: DatabaseSync): number {
  return pragma(sqlite, "user_version");
}

/**
 * Looks without changing anything. `ready` says that `migrate` may run, not that nothing is left to do.
 */
export function schemaState(sqlite: DatabaseSync, newest: number): SchemaState {
  const version = schemaVersion(sqlite);
  const tables = Number(sqlite.prepare("SELECT count(*) AS number FROM sqlite_schema").get()?.["number"]);
  const untouched = version === 0 && tables === 0;
  if (!untouched && pragma(sqlite, "application_id") !== APPLICATION_ID) return { kind: "foreign" };
  return version > newest ? { kind: "newer", found: version } : { kind: "ready" };
}

/**
 * Brings the tables to the newest version, each step in a transaction of its own: after a crash it goes on where it was. Harmless when
 * several processes do it at once. Throws what SQLite throws; the step that failed changed nothing.
 */
export function migrate(sqlite: DatabaseSync, migrations: readonly string[]): void {
  while (schemaVersion(sqlite) < migrations.length) {
    sqlite.exec("BEGIN IMMEDIATE");
    try {
      const version = schemaVersion(sqlite);
      const step = migrations[version];
      if (step !== undefined) {
        sqlite.exec(step);
        sqlite.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version + 1}`);
      }
      sqlite.exec("COMMIT");
    } finally {
      if (sqlite.isTransaction) sqlite.exec("ROLLBACK");
    }
  }
}

function pragma(sqlite: DatabaseSync, name: "user_version" | "application_id"): number {
  return Number(sqlite.prepare(`PRAGMA ${name}`).get()?.[name]);
}
