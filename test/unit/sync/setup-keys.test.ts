import { expect, it } from "vitest";
import { participantId } from "../../../src/envelope/participant.ts";
import type { Keys } from "../../../src/ports/keys.ts";
import type { Context } from "../../../src/sync/context.ts";
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
    epochKeys: () => [],
  };
  return { keys, names };
}

function participant(): Context {
  const context = contextInMemory();
  return { ...context, self: participantId(context.crypto, context.identity.publicKey) };
}

it("a connection that could not be made leaves no key behind, at either side", async () => {
  const made = await createConnection(participant(), "nordwind");
  for (const attempt of [
    (keys: Keys) => createConnection({ ...participant(), keys }, "nordwind"),
    (keys: Keys) => joinConnection({ ...participant(), keys }, "acme", made.invite),
  ]) {
    const { keys, names } = fullAfterTheFirst();
    await expect(attempt(keys)).rejects.toThrow("full");
    expect([...names]).toEqual([]);
  }
});
