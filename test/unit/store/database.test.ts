import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, test } from "vitest";
import { StoreUnavailable } from "../../../src/ports/store.ts";
import { Database } from "../../../src/store/database.ts";
import { temporaryDirectory } from "./directory.ts";

const INSERT = "INSERT INTO note (text) VALUES (?)";
const COUNT = "SELECT count(*) AS number FROM note";

describe("a database", () => {
  let sqlite: DatabaseSync;
  let database: Database;

  beforeEach(() => {
    sqlite = new DatabaseSync(":memory:");
    sqlite.exec("CREATE TABLE note (text TEXT NOT NULL); PRAGMA user_version = 7");
    database = new Database(sqlite, 7);
  });

  const count = (): unknown => database.get<{ number: number }>(COUNT)?.number;

  test("that is full keeps nothing of the transaction, and goes on when there is space again", () => {
    const fill = (): void => {
      for (let n = 0; n < 100; n++) database.write(INSERT, "x".repeat(1000));
    };
    sqlite.exec("PRAGMA max_page_count = 4");
    expect(() => database.transaction(fill)).toThrow(new StoreUnavailable("full"));
    expect(count()).toBe(0);
    sqlite.exec("PRAGMA max_page_count = 1000");
    database.transaction(fill);
    expect(count()).toBe(100);
  });

  test("does not commit what is left when the work swallows a failure", () => {
    const careless = (): void => {
      database.write(INSERT, "kept?");
      try {
        database.write(INSERT, null);
      } catch {
        // As if nothing had happened.
      }
    };
    expect(() => database.transaction(careless)).toThrow("NOT NULL");
    expect(count()).toBe(0);
    database.transaction(() => database.write(INSERT, "a"));
    expect(count()).toBe(1);
  });

  test("does not write outside a transaction after SQLite ended it by itself", () => {
    sqlite.exec("CREATE TRIGGER ends BEFORE INSERT ON note WHEN new.text = 'end' BEGIN SELECT RAISE(ROLLBACK, 'ended'); END");
    const careless = (): void => {
      expect(() => database.write(INSERT, "end")).toThrow("ended");
      database.write(INSERT, "on its own");
    };
    expect(() => database.transaction(careless)).toThrow("ended");
    expect(count()).toBe(0);
  });

  test("that another connection is writing to is busy, for as long as that takes", () => {
    const file = join(temporaryDirectory(), "d.sqlite");
    const [other, mine] = [new DatabaseSync(file), new DatabaseSync(file)];
    other.exec("CREATE TABLE note (text); PRAGMA user_version = 7; BEGIN IMMEDIATE");
    const waiting = new Database(mine, 7);
    expect(() => waiting.transaction(() => waiting.write(INSERT, "a"))).toThrow(new StoreUnavailable("busy"));
    other.exec("COMMIT");
    expect(waiting.transaction(() => waiting.write(INSERT, "a"))).toBe(1);
    other.close();
    waiting.close();
  });

  test("reads rows only as long as they are wanted, and is free again afterwards", () => {
    database.transaction(() => ["a", "b", "c"].forEach((text) => database.write(INSERT, text)));
    const rows = database.allWhile<{ text: string }>(({ text }) => text !== "b", "SELECT text FROM note ORDER BY text");
    expect(rows.map(({ text }) => text)).toEqual(["a"]);
    sqlite.exec("DROP TABLE note");
  });
});
