import type { Store } from "../ports/store.ts";
import type { Diagnostic } from "../ports/tracker.ts";
import type { Database } from "./database.ts";

type TrackerMemoryQueries = Pick<Store, "get" | "list" | "remember" | "setDiagnostics" | "diagnostics">;

interface MemoryRow {
  readonly key: string;
  readonly value: string;
}

/** Greater than every character that a key can hold. */
const LAST = "\u{10ffff}";

/** What the tracker wants remembered, in code point order of its keys, and what people must see about its places. */
export function trackerMemoryQueries(database: Database): TrackerMemoryQueries {
  return {
    get(key) {
      const row = database.get<{ value: string }>("SELECT value FROM memory WHERE key = ?", key);
      return row === undefined ? null : (JSON.parse(row.value) as string);
    },
    list(prefix) {
      return database
        .all<MemoryRow>("SELECT key, value FROM memory WHERE key >= ? AND key < ? ORDER BY key", prefix, prefix + LAST)
        .map(({ key, value }) => ({ key, value: JSON.parse(value) as string }));
    },
    remember(changes) {
      for (const { key, value } of changes) {
        if (value === null) database.write("DELETE FROM memory WHERE key = ?", key);
        else {
          database.write(
            "INSERT INTO memory (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            key,
            JSON.stringify(value),
          );
        }
      }
    },
    setDiagnostics(at, found) {
      if (found.length === 0) database.write("DELETE FROM diagnostic WHERE at = ?", at);
      else {
        database.write(
          "INSERT INTO diagnostic (at, found) VALUES (?, ?) ON CONFLICT (at) DO UPDATE SET found = excluded.found",
          at,
          JSON.stringify(found),
        );
      }
    },
    diagnostics() {
      return database
        .all<{ found: string }>("SELECT found FROM diagnostic ORDER BY at")
        .flatMap((row) => JSON.parse(row.found) as Diagnostic[]);
    },
  };
}
