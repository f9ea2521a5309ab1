import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { MIGRATIONS, migrate, schemaState, schemaVersion } from "../../../src/store/migrations.ts";

/** The tables of each released version, as they were released. */
const RELEASED: readonly URL[] = [1, 2, 3, 4, 5, 6, 7, 8].map((version) => new URL(`schema-version-${version}.sql`, import.meta.url));

/** Tables and indexes as they were created, line breaks and indentation aside. */
function tablesOf(sqlite: DatabaseSync): unknown {
  const rows = sqlite.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").all();
  return rows.map(({ name, sql }) => [name, String(sql).replaceAll(/\s+/g, " ")]);
}

function migrated(migrations: readonly string[]): DatabaseSync {
  const sqlite = new DatabaseSync(":memory:");
  migrate(sqlite, migrations);
  return sqlite;
}

describe("migrations", () => {
  test("there is one released file for each version", () => {
    expect(RELEASED).toHaveLength(MIGRATIONS.length);
  });

  test.each(RELEASED.map((file, place) => ({ file, version: place + 1 })))(
    "version $version is as it was released",
    ({ file, version }) => {
      const released = new DatabaseSync(":memory:");
      released.exec(readFileSync(file, "utf8"));
      expect(tablesOf(migrated(MIGRATIONS.slice(0, version)))).toEqual(tablesOf(released));
    },
  );

  test("go on from each version to the newest, keeping what is there", () => {
    const newest = tablesOf(migrated(MIGRATIONS));
    for (let version = 1; version <= MIGRATIONS.length; version++) {
      const sqlite = migrated(MIGRATIONS.slice(0, version));
      sqlite.exec("INSERT INTO fact (name, value) VALUES ('name', '\"Acme\"')");
      migrate(sqlite, MIGRATIONS);
      expect(tablesOf(sqlite)).toEqual(newest);
      expect(sqlite.prepare("SELECT value FROM fact").get()?.["value"]).toBe('"Acme"');
      expect(schemaVersion(sqlite)).toBe(MIGRATIONS.length);
    }
  });

  test("version 5 keeps what its tables take over: links that wait, alarms, and what is kept of signed files", () => {
    const sqlite = migrated(MIGRATIONS.slice(0, 4));
    sqlite.exec(`
      INSERT INTO connection (id, name, body) VALUES ('c', 'acme', '{}');
      INSERT INTO fact (name, value) VALUES ('links to c:t', '"a b"'), ('links to c:u', '""'), ('links to gone:t', '"z"'), ('links due', '"x y"');
      INSERT INTO alarm (connection, raiser, likeness, body) VALUES
        ('c', 'here', 'a', '{"code":"INTEGRITY_ISSUE","info":"CHAIN_BROKEN"}'), ('c', 'here', 'b', '{"code":"TIMEOUT"}');
      INSERT INTO evidence (connection, kind, name, size, identity_key, time, bytes) VALUES
        ('c', 'message', 'a', 3, 'k', 1, x'010203'), ('c', 'identity', 'b', 1, 'k', 1, x'01'), ('d', 'identity', 'a', 1, 'k', 1, x'01');
      INSERT INTO audit (body) VALUES ('{"connection":"c"}'), ('{}');
    `);
    migrate(sqlite, MIGRATIONS);
    const all = (sql: string) =>
      sqlite
        .prepare(sql)
        .all()
        .map((row) => Object.values(row).join(" "));
    expect(all("SELECT connection, target, issue FROM link_waiting")).toEqual(["c t a", "c t b"]);
    expect(all("SELECT issue FROM link_due ORDER BY number")).toEqual(["x", "y"]);
    expect(all("SELECT name FROM fact")).toEqual([]);
    expect(all("SELECT likeness, grave FROM alarm ORDER BY id")).toEqual(["a 1", "b 0"]);
    expect(all("SELECT connection, files, bytes FROM signed ORDER BY connection")).toEqual(["c 1 3", "d 0 0"]);
    expect(all("SELECT sequence FROM audit WHERE about = 'c'")).toEqual(["1"]);
  });

  test("version 5 reads events by their connection where version 4 was there in its first form", () => {
    const sqlite = migrated(MIGRATIONS.slice(0, 4));
    sqlite.exec(`
      ALTER TABLE audit ADD COLUMN connection TEXT;
      CREATE INDEX audit_connection ON audit (connection) WHERE connection IS NOT NULL;
      CREATE UNIQUE INDEX audit_told ON audit (connection, told) WHERE told IS NOT NULL;
      INSERT INTO audit (connection, told, body) VALUES ('c', 1, '{"connection":"c"}');
    `);
    migrate(sqlite, MIGRATIONS);
    sqlite.exec(`INSERT INTO audit (told, body) VALUES (2, '{"connection":"c"}')`);
    expect(sqlite.prepare("SELECT max(told) AS newest FROM audit WHERE about = 'c' AND told IS NOT NULL").get()?.["newest"]).toBe(2);
    expect(() => sqlite.exec(`INSERT INTO audit (told, body) VALUES (2, '{"connection":"c"}')`)).toThrow("UNIQUE");
  });

  test("version 7 goes on calling too new what an earlier one kept as such", () => {
    const sqlite = migrated(MIGRATIONS.slice(0, 6));
    sqlite.exec(`
      INSERT INTO connection (id, name, body) VALUES ('c', 'acme', '{}');
      INSERT INTO inbox ("row", connection, sequence, life, number, issue, characters, body) VALUES
        (1, 'c', 1, 'l', 1, NULL, 2, '{}'), (2, 'c', 1, 'l', 2, 'i', 2, '{}');
    `);
    migrate(sqlite, MIGRATIONS);
    expect(sqlite.prepare(`SELECT "row" FROM inbox WHERE too_new = 1`).all()).toEqual([{ row: 1 }]);
  });

  test("version 8 keeps what waits, and counts it by its size", () => {
    const sqlite = migrated(MIGRATIONS.slice(0, 7));
    sqlite.exec(`
      INSERT INTO connection (id, name, body) VALUES ('c', 'acme', '{}');
      INSERT INTO inbox ("row", connection, sequence, life, number, issue, characters, body, too_new) VALUES
        (3, 'c', 1, 'l', 1, NULL, 2, '{}', 1), (7, 'c', 1, 'l', 2, 'i', 5000, '{"a":1}', 0);
    `);
    migrate(sqlite, MIGRATIONS);
    expect(sqlite.prepare("SELECT * FROM inbox").all()).toMatchObject([
      { row: 3, connection: "c", sequence: 1, life: "l", number: 1, issue: null, characters: 2, too_new: 1, work: 16, body: "{}" },
      { row: 7, number: 2, issue: "i", too_new: 0, work: 20, body: '{"a":1}' },
    ]);
    const plan = sqlite.prepare("EXPLAIN QUERY PLAN SELECT sum(work) FROM inbox WHERE connection = ?").all();
    expect(plan.map(({ detail }) => String(detail)).join()).toContain("COVERING INDEX inbox_connection");
  });

  test("each step happens once", () => {
    const steps = ["CREATE TABLE a (x)", "INSERT INTO a VALUES (1)"];
    const sqlite = migrated(steps);
    migrate(sqlite, steps);
    expect(sqlite.prepare("SELECT count(*) AS number FROM a").get()?.["number"]).toBe(1);
  });

  test("a step that fails changes nothing; those before it stay done", () => {
    const sqlite = migrated(["CREATE TABLE a (x)"]);
    expect(() => migrate(sqlite, ["CREATE TABLE a (x)", "CREATE TABLE b (x)", "CREATE TABLE c (x); nonsense"])).toThrow("nonsense");
    expect(schemaVersion(sqlite)).toBe(2);
    expect(
      sqlite
        .prepare("SELECT name FROM sqlite_schema ORDER BY name")
        .all()
        .map((row) => row["name"]),
    ).toEqual(["a", "b"]);
  });

  test("tell an empty file, an older one, a newer one and a foreign one apart", () => {
    expect(schemaState(new DatabaseSync(":memory:"), 2)).toEqual({ kind: "ready" });
    expect(schemaState(migrated(["CREATE TABLE a (x)"]), 2)).toEqual({ kind: "ready" });
    expect(schemaState(migrated(["CREATE TABLE a (x)", "", ""]), 2)).toEqual({ kind: "newer", found: 3 });
    const foreign = new DatabaseSync(":memory:");
    foreign.exec("PRAGMA user_version = 1");
    expect(schemaState(foreign, 2)).toEqual({ kind: "foreign" });
  });
});
