import { beforeEach, describe, expect, it } from "vitest";
import type { Connection } from "../../../src/model/connection.ts";
import { carryOut } from "../../../src/sync/commands.ts";
import type { Context } from "../../../src/sync/context.ts";
import { compose } from "../../../src/sync/compose.ts";
import { putSync } from "../../../src/sync/rows.ts";
import { scan } from "../../../src/sync/scan.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const ISSUE = "06h02d1tvdzzx0eszq8pzrath4";
const ALL = { count: 1000, bytes: 1024 * 1024 };
let context: Context;
let connection: Connection;

const look = () => scan(context, async () => {});
const tell = async () => {
  await look();
  compose(context, connection);
};
const waiting = (id = "c1") => context.store.unsealed(id, ALL).map(({ body }) => body);
const command = (asked: { kind: "new issue" | "edit issue"; title: string } | { kind: "delete issue" }) =>
  "title" in asked
    ? carryOut(context, { kind: asked.kind, issue: ISSUE, change: { fields: { title: asked.title } }, author: "Ada" })
    : carryOut(context, { ...asked, issue: ISSUE, author: "Ada" });

describe.each(["primary", "secondary"] as const)("an issue that is deleted at the %s", (role) => {
  beforeEach(async () => {
    context = contextInMemory();
    connection = runningConnection(context, "c1", "acme", role);
    await command({ kind: "new issue", title: "A slip" });
  });

  it.each(["propagate", "keep"] as const)("before it was sealed leaves nothing behind in the outbox (deletes: %s)", async (deletes) => {
    const contract = connection.contract && { ...connection.contract, deletes };
    context.store.transaction(() => context.store.putConnection({ ...connection, contract }));
    await tell();
    expect(waiting()).toHaveLength(1);
    await command({ kind: "delete issue" });
    await tell();
    expect(waiting()).toEqual([]);
    expect(context.store.syncsOf(ISSUE).map(({ status }) => status)).toEqual(["local"]);
  });

  it("before any message of it was made is not told of", async () => {
    await command({ kind: "delete issue" });
    await tell();
    expect(waiting()).toEqual([]);
  });
});

describe("two connections", () => {
  it("do not wait for each other: one has a write open, and its settings cannot be read", async () => {
    context = contextInMemory();
    connection = runningConnection(context, "c1", "acme", "primary");
    const broken = runningConnection(context, "c2", "nordwind", "secondary");
    await command({ kind: "new issue", title: "Valve" });
    const state = context.store.sync("c2", ISSUE);
    if (!state) throw new Error("not shared");
    context.store.transaction(() => putSync(context, broken, { ...state, pendingWrite: { effect: "e", inbox: 7, waits: null } }));
    const { settingsOf } = context;
    context = { ...context, settingsOf: (of) => (of.id === "c2" ? null : settingsOf(of)) };
    await context.tracker.write([
      {
        effect: "f",
        issue: ISSUE,
        expectedVersion: context.store.issue(ISSUE)?.version ?? null,
        action: { kind: "put", change: { fields: { title: "Pump" } } },
      },
    ]);
    expect(await look()).toMatchObject({ changed: 1 });
    expect(context.store.sync("c1", ISSUE)?.mine.fields["title"]).toBe("Pump");
    expect(context.store.sync("c2", ISSUE)?.mine.fields["title"]).toBe("Valve");
  });
});
