import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { StoreUnavailable } from "../../../src/ports/store.ts";
import { MIGRATIONS } from "../../../src/store/migrations.ts";
import { configure, openStore } from "../../../src/store/sqlite-store.ts";
import { sampleConnection, sampleIssue, sampleSync } from "../../contract/store/samples.ts";
import { openedStore, temporaryDirectory } from "./directory.ts";

describe("opening a store", () => {
  test("creates it for its owner only, the write-ahead log included", () => {
    const file = join(temporaryDirectory(), "s.sqlite");
    const store = openedStore(file);
    store.transaction(() => store.setFact("a", "1"));
    const modes = [file, `${file}-wal`, `${file}-shm`].map((path) => statSync(path).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
  });

  test("finds again what was committed", () => {
    const file = join(temporaryDirectory(), "s.sqlite");
    const first = openStore(file);
    if (first.ok) {
      first.value.transaction(() => first.value.setFact("a", "1"));
      first.value.close();
    }
    expect(openedStore(file).fact("a")).toBe("1");
  });

  test("refuses what is no database, and leaves it alone", () => {
    const file = join(temporaryDirectory(), "s.sqlite");
    writeFileSync(file, "shopping list\n".repeat(100));
    expect(openStore(file)).toEqual({ ok: false, failure: { kind: "not a store", file } });
    expect(readFileSync(file, "utf8")).toBe("shopping list\n".repeat(100));
  });

  test("refuses another program's database, and leaves it alone", () => {
    const file = join(temporaryDirectory(), "s.sqlite");
    const other = new DatabaseSync(file);
    other.exec("CREATE TABLE note (text)");
    other.close();
    const before = readFileSync(file);
    expect(openStore(file)).toEqual({ ok: false, failure: { kind: "not a store", file } });
    expect(readFileSync(file)).toEqual(before);
  });

  test("refuses a newer version's tables, and leaves them alone", () => {
    const file = join(temporaryDirectory(), "s.sqlite");
    openedStore(file).close();
    setVersion(file, 99);
    const before = readFileSync(file);
    const supported = MIGRATIONS.length;
    expect(openStore(file)).toEqual({ ok: false, failure: { kind: "newer schema", file, found: 99, supported } });
    expect(readFileSync(file)).toEqual(before);
  });

  test("says where a directory is missing or stands in the way", () => {
    const directory = temporaryDirectory();
    const missing = join(directory, "no", "s.sqlite");
    expect(openStore(missing)).toEqual({ ok: false, failure: { kind: "cannot open", file: missing, detail: "ENOENT" } });
    expect(openStore(directory)).toMatchObject({ ok: false, failure: { kind: "cannot open", file: directory } });
  });

  test("says that a cut database is damaged", () => {
    const file = join(temporaryDirectory(), "s.sqlite");
    openedStore(file).close();
    writeFileSync(file, readFileSync(file).subarray(0, 4096 + 100));
    expect(openStore(file)).toMatchObject({ ok: false, failure: { kind: "damaged", file } });
  });

  test("sets what durability rests on", () => {
    const sqlite = new DatabaseSync(join(temporaryDirectory(), "s.sqlite"));
    configure(sqlite);
    const setting = (name: string): unknown => sqlite.prepare(`PRAGMA ${name}`).get()?.[name];
    expect([setting("journal_mode"), setting("synchronous"), setting("foreign_keys")]).toEqual(["wal", 2, 1]);
    sqlite.close();
  });
});

describe("two windows on one store", () => {
  test("see what the other committed, and nothing earlier", () => {
    const file = join(temporaryDirectory(), "s.sqlite");
    const [a, b] = [openedStore(file), openedStore(file)];
    a.transaction(() => {
      a.setFact("a", "1");
      expect(b.fact("a")).toBeNull();
    });
    expect(b.fact("a")).toBe("1");
  });

  test("see it though they read the rows before, also inside a transaction", () => {
    const file = join(temporaryDirectory(), "s.sqlite");
    const [a, b] = [openedStore(file), openedStore(file)];
    a.transaction(() => {
      a.putConnection(sampleConnection("c"));
      a.putIssue(sampleIssue("i"));
      a.putSync({ sync: sampleSync("c", "i"), status: "pending", due: true });
    });
    expect([b.issue("i")?.key, b.sync("c", "i")?.partnerKey, b.statusesOf("i"), b.issue("j")]).toEqual(["ACME-i", null, ["pending"], null]);
    const change = (partnerKey: string): void =>
      a.transaction(() => {
        a.putIssue(sampleIssue("i", { key: partnerKey }));
        a.putIssue(sampleIssue("j"));
        a.putSync({ sync: sampleSync("c", "i", { partnerKey }), status: "local", due: false });
      });
    const seen = (): unknown => [b.issue("i")?.key, b.sync("c", "i")?.partnerKey, b.statusesOf("i"), b.issue("j") !== null];
    change("N-1");
    expect(seen()).toEqual(["N-1", "N-1", ["local"], true]);
    change("N-2");
    expect(b.transaction(seen)).toEqual(["N-2", "N-2", ["local"], true]);
  });

  test("see one commit as long as they read together, also within one another", () => {
    const file = join(temporaryDirectory(), "s.sqlite");
    const [worker, follower] = [openedStore(file), openedStore(file)];
    const change = (key: string): void =>
      worker.transaction(() => {
        worker.putConnection(sampleConnection("c"));
        worker.putIssue(sampleIssue("i", { key }));
        worker.putSync({ sync: sampleSync("c", "i", { partnerKey: key }), status: "local", due: false });
      });
    change("1");
    const seen = follower.reading(() => {
      const key = follower.issue("i")?.key;
      change("2");
      return [key, follower.reading(() => follower.sync("c", "i")?.partnerKey), follower.issueByKey("1")?.key];
    });
    expect(seen).toEqual(["1", "1", "1"]);
    expect([follower.issue("i")?.key, follower.sync("c", "i")?.partnerKey]).toEqual(["2", "2"]);
    expect(() => follower.reading(async () => undefined)).toThrow("does not wait");
    expect(() => follower.reading(() => follower.transaction(() => undefined))).toThrow("within a transaction");
    expect(follower.issue("i")?.key).toBe("2");
  });

  test("keep what they put, though the other committed before", () => {
    const file = join(temporaryDirectory(), "s.sqlite");
    const [a, b] = [openedStore(file), openedStore(file)];
    a.transaction(() => ["i", "j"].forEach((id) => a.putIssue(sampleIssue(id))));
    expect(a.issue("i")?.key).toBe("ACME-i");
    b.transaction(() => b.setFact("a", "1"));
    a.transaction(() => {
      a.putIssue(sampleIssue("i", { key: "N-1" }));
      expect([a.issue("j")?.key, a.issue("i")?.key]).toEqual(["ACME-j", "N-1"]);
    });
    expect([a.issue("i")?.key, b.issue("i")?.key]).toEqual(["N-1", "N-1"]);
  });

  test("notice by the change count that somebody committed, and only then", () => {
    const file = join(temporaryDirectory(), "s.sqlite");
    const [a, b] = [openedStore(file), openedStore(file)];
    const counts = (): readonly [number, number] => [a.changeCount(), b.changeCount()];
    const before = counts();
    expect(counts()).toEqual(before);
    a.transaction(() => a.setFact("a", "1"));
    const after = counts();
    expect(after[0]).toBeGreaterThan(before[0]);
    expect(after[1]).toBeGreaterThan(before[1]);
    a.transaction(() => a.fact("a"));
    expect(counts()).toEqual(after);
  });

  test("hand commands over", () => {
    const file = join(temporaryDirectory(), "s.sqlite");
    const [worker, follower] = [openedStore(file), openedStore(file)];
    follower.submit("x", { kind: "sync", author: "Ada" });
    expect(worker.openCommands()).toHaveLength(1);
    worker.transaction(() => worker.finishCommand("x", { kind: "done", data: {} }));
    expect(follower.command("x")?.outcome).toEqual({ kind: "done", data: {} });
  });

  test("stop writing, but go on reading, when a newer version has changed the tables", () => {
    const file = join(temporaryDirectory(), "s.sqlite");
    const store = openedStore(file);
    store.transaction(() => store.setFact("a", "1"));
    setVersion(file, 99);
    expect(() => store.transaction(() => store.setFact("a", "2"))).toThrow(new StoreUnavailable("newer schema"));
    expect(store.fact("a")).toBe("1");
  });
});

test("what belongs to no connection is a bug", () => {
  const store = openedStore(":memory:");
  const orphan = (): void => store.putSync({ sync: sampleSync("c", "i"), status: "local", due: false });
  expect(() => store.transaction(orphan)).toThrow("FOREIGN KEY");
});

test("counting does not read all rows", () => {
  const file = join(temporaryDirectory(), "s.sqlite");
  const store = openedStore(file);
  store.transaction(() => {
    store.putConnection(sampleConnection("c"));
    for (let n = 0; n < 20_000; n++) {
      store.putIssue(sampleIssue(`${n}`, { fields: { body: "x".repeat(1000) }, syncStatus: n % 2 === 0 ? "pending" : "local" }));
    }
  });
  const started = performance.now();
  for (let n = 0; n < 10; n++) expect(store.countIssues().pending).toBe(10_000);
  const indexed = performance.now() - started;
  const all = performance.now();
  expect(store.issuesSince(0, 20_000)).toHaveLength(20_000);
  // Ten counts over an index cost less than one look at every row.
  expect(indexed).toBeLessThan(performance.now() - all);
});

function setVersion(file: string, version: number): void {
  const sqlite = new DatabaseSync(file);
  sqlite.exec(`PRAGMA user_version = ${version}; PRAGMA wal_checkpoint(TRUNCATE)`);
  sqlite.close();
}
