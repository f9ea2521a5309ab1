import { expect, it } from "vitest";
import type { Keys } from "../../../src/ports/keys.ts";
import { createConnection, joinConnection } from "../../../src/sync/setup.ts";
import { contextInMemory } from "./sample-context.ts";

/** Keys in memory, of which secrets cannot be written: the disk is full by then. */
function fullAfterTheFirst(): { keys: Keys; names: Set<string> } {
  const names = new Set<string>();
  const keys: Keys = {
    get: () => null,
    put: (name) => void names.add(name),
    getSecret: () => null,
    putSecret: (name) => {
      names.add(name);
      throw Object.assign(new Error("full"), { code: "ENOSPC" });
    },
    remove: (name) => void names.delete(name),
  };
  return { keys, names };
}

it("a connection that could not be made leaves no key behind, at either side", async () => {
  const made = await createConnection(contextInMemory(), "nordwind");
  for (const attempt of [
    (keys: Keys) => createConnection({ ...contextInMemory(), keys }, "nordwind"),
    (keys: Keys) => joinConnection({ ...contextInMemory(), keys }, "acme", made.invite),
  ]) {
    const { keys, names } = fullAfterTheFirst();
    await expect(attempt(keys)).rejects.toThrow("full");
    expect([...names]).toEqual([]);
  }
});
