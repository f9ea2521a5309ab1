import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { MIGRATIONS, migrate, schemaState, schemaVersion } from "../../../src/store/migrations.ts";

/** The tables of each released version, as they were released. */
const RELEASED: readonly URL[] = [1, 2, 3, 4].map((version) => new URL(`schema-version-${version}.sql`, import.meta.url));

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
