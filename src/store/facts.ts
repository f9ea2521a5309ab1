import { Impossible } from "../model/failure.ts";
import type { Store } from "../ports/store.ts";
import type { Database } from "./database.ts";

/** Small facts, and the one growing number of the project. Writers exclude each other, so stamps become visible in their order. */
export function factQueries(database: Database): Pick<Store, "fact" | "setFact" | "removeFacts" | "nextStamp" | "stamp"> {
  const stored = (): number => database.get<{ value: number }>("SELECT value FROM counter WHERE name = 'stamp'")?.value ?? 0;
  /** The newest stamp of the present transaction: written once, at its end. */
  let given: number | null = null;
  database.atEnd({
    beforeCommit: () => {
      if (given !== null) database.write("UPDATE counter SET value = ? WHERE name = 'stamp'", given);
    },
    afterwards: () => {
      given = null;
    },
  });
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
    removeFacts(prefix) {
      database.write("DELETE FROM fact WHERE substr(name, 1, length(?1)) = ?1", prefix);
    },
    nextStamp() {
      if (!database.inTransaction()) throw new Impossible("a stamp outside a transaction");
      given = (given ?? stored()) + 1;
      return given;
    },
    stamp: () => given ?? stored(),
  };
}
