import { expect, test } from "vitest";
import { carryOut } from "../../../src/sync/commands.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

test.each([
  ["unverified", "done without checking"],
  ["verified", "done"],
] as const)("publishing while %s is on record: who, on which connection, and whether without checking", async (verified, info) => {
  const context = contextInMemory();
  const connection = runningConnection(context, "c", "nordwind", "primary");
  context.store.transaction(() => context.store.putConnection({ ...connection, verified, contract: null }));
  const command = { kind: "publish", connection: "nordwind", note: "", unverified: true, author: "Ada" } as const;
  expect(await carryOut(context, command)).toMatchObject({ kind: "done" });
  expect(context.store.audits(0, 10)).toMatchObject([
    { actor: "issue-ferry", action: "configuration sent", connection: "c" },
    { actor: "Ada", action: "publish", connection: "c", info },
  ]);
});

test("a connection that a command forgets is on record as well", async () => {
  const context = contextInMemory();
  const connection = runningConnection(context, "c", "nordwind", "primary");
  context.store.transaction(() => context.store.putConnection({ ...connection, facts: { ...connection.facts, link: "closed" } }));
  await carryOut(context, { kind: "remove", connection: "nordwind", author: "Ada" });
  expect(context.store.connections()).toEqual([]);
  expect(context.store.audits(0, 10)).toMatchObject([{ action: "remove", connection: "c", info: "done" }]);
});
