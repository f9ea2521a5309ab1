import { beforeEach, describe, expect, it } from "vitest";
import type { PendingWrite } from "../../../src/model/issue-sync.ts";
import type { Connection } from "../../../src/model/connection.ts";
import type { Context } from "../../../src/sync/context.ts";
import { putSync } from "../../../src/sync/rows.ts";
import { scan } from "../../../src/sync/scan.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const ISSUE = "06h02d1tvdzzx0eszq8pzrath4";
let context: Context;
let connection: Connection;
beforeEach(async () => {
  context = contextInMemory();
  connection = runningConnection(context, "c1", "acme", "secondary");
  await write(null, "New");
  await look();
});
const look = () => scan(context, async () => {});
const write = (expectedVersion: string | null, status: string) =>
  context.tracker.write([
    { effect: `e ${status}`, issue: ISSUE, expectedVersion, action: { kind: "put", change: { fields: { title: "Valve", status } } } },
  ]);
const state = () => {
  const sync = context.store.sync("c1", ISSUE);
  if (!sync) throw new Error("not known");
  return sync;
};
const intend = (pendingWrite: PendingWrite | null) =>
  context.store.transaction(() => putSync(context, connection, { ...state(), pendingWrite }));

describe("an issue that changed in the tracker while a write to it is intended", () => {
  beforeEach(() => write(context.store.issue(ISSUE)?.version ?? null, "Done"));

  it("is not taken up while it is not known whether that write was performed, and not forgotten either", async () => {
    intend({ effect: "e1", inbox: 7, waits: null });
    expect(await look()).toMatchObject({ changed: 0 });
    expect(state().mine.fields["status"]).toBe("New");
    intend(null);
    expect(await look()).toMatchObject({ changed: 1 });
    expect(state().mine.fields["status"]).toBe("Done");
  });

  it.each<PendingWrite>([
    { effect: "e1", inbox: 7, waits: "unsaved" },
    { effect: "e1", inbox: null, waits: null },
  ])("is taken up where it was not performed, for certain: %j", async (pending) => {
    intend(pending);
    await look();
    expect(state().mine.fields["status"]).toBe("Done");
  });
});
