import type { Store } from "../ports/store.ts";
import type { Database } from "./database.ts";

/** Small facts, and the one growing number of the project. Writers exclude each other, so stamps become visible in their order. */
export function factQueries(database: Database): Pick<Store, "fact" | "setFact" | "nextStamp" | "stamp"> {
  return {
    fact(name) {
      const row = database.get<{ value: string }>("SELECT value FROM fact WHERE name = ?", name);
      return row === undefined ? null : (JSON.parse(row.value) as string);
    },
    setFact(name, value) {
      database.write(
        "INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        JSON.stringify(value),
      );
    },
    nextStamp() {
      return database.writeReturning<{ value: number }>("UPDATE counter SET value = value + 1 WHERE name = 'stamp' RETURNING value").value;
    },
    stamp() {
      return database.get<{ value: number }>("SELECT value FROM counter WHERE name = 'stamp'")?.value ?? 0;
    },
  };
}
