import { expect, it } from "vitest";
import { EMPTY_DOCUMENT } from "../../../src/model/document.ts";
import { handleConnectionMessage } from "../../../src/sync/connection-messages.ts";
import { carryOutConnectionCommand } from "../../../src/sync/connection-commands.ts";
import { startSync } from "../../../src/sync/issue-sync-start.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

it("what waits is written again when the connection stops, not for every message about it", () => {
  const plain = contextInMemory();
  let puts = 0;
  const putSync: typeof plain.store.putSync = (row) => {
    puts += 1;
    plain.store.putSync(row);
  };
  const context = { ...plain, store: { ...plain.store, putSync } };
  runningConnection(context, "c1", "acme", "primary");
  const sync = { ...startSync("c1", "i", "us"), mine: { ...EMPTY_DOCUMENT, fields: { title: "x" } } };
  plain.store.transaction(() => plain.store.putSync({ sync, status: "pending", due: true }));
  const ping = { kind: "ping", nonce: "0123456789abcdef", time: 0, version: "1.0", capabilities: [] as string[] } as const;
  context.store.transaction(() => handleConnectionMessage(context, "c1", ping));
  expect(puts).toBe(0);
  carryOutConnectionCommand(context, { kind: "stop", author: "Ada", connection: "acme" });
  expect([puts, context.store.countSyncs("c1").held]).toEqual([1, 1]);
});
