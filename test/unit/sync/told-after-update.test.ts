import { expect, test } from "vitest";
import { CAPABILITIES, VERSION } from "../../../src/protocol/version.ts";
import { sendPing, tellWhatIsNew } from "../../../src/sync/ping.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const told = (context: ReturnType<typeof contextInMemory>): readonly unknown[] =>
  context.store.unsealed("c1", { count: 100, bytes: 1_000_000 }).map(({ body }) => JSON.parse(body));

test("after an update the partner is told once what this side is now, also while stopped", () => {
  const context = contextInMemory();
  const connection = runningConnection(context, "c1", "acme", "primary");
  const stopped = { ...connection, facts: { ...connection.facts, run: "stopped" as const } };
  context.store.transaction(() => {
    context.store.putConnection(stopped);
    context.store.setFact("told:c1", JSON.stringify(["0.9", "workflow"]));
  });
  tellWhatIsNew(context, stopped);
  expect(told(context)).toMatchObject([{ kind: "ping", version: VERSION, capabilities: CAPABILITIES }]);
  tellWhatIsNew(context, stopped);
  expect(told(context)).toHaveLength(1);
});

test("whoever was told by a ping of the setup is not told again, and nobody who is not connected", () => {
  const context = contextInMemory();
  const connection = runningConnection(context, "c1", "acme", "primary");
  context.store.transaction(() => context.store.putConnection(sendPing(context, connection)));
  tellWhatIsNew(context, connection);
  expect(told(context)).toHaveLength(1);
  context.store.transaction(() => context.store.setFact("told:c1", ""));
  for (const link of ["handshake", "closed", "revoked", "suspended"] as const)
    tellWhatIsNew(context, { ...connection, facts: { ...connection.facts, link } });
  expect(told(context)).toHaveLength(1);
});
