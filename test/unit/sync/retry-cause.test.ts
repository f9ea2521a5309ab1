import { expect, it } from "vitest";
import { causesOf } from "../../../src/model/error-cause.ts";
import { carryOut } from "../../../src/sync/commands.ts";
import { putSync } from "../../../src/sync/rows.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const ISSUE = "06h02d1tvdzzx0eszq8pzrath4";

it("what failed for one cause on one connection is tried again there, and nothing else is", async () => {
  const context = contextInMemory();
  const names = ["c1", "c2"] as const;
  const connections = names.map((id) => runningConnection(context, id, id, "primary"));
  await carryOut(context, { kind: "new issue", issue: ISSUE, change: { fields: { title: "Valve" } }, author: "Ada" });
  const refused = {
    status: { value: "Odd", failure: { code: "NO_MAPPING" as const } },
    title: { value: "Valve", failure: { code: "TOO_LONG" as const } },
  };
  context.store.transaction(() => {
    for (const connection of connections) {
      const sync = context.store.sync(connection.id, ISSUE);
      if (sync) putSync(context, connection, { ...sync, refusedThere: refused });
    }
  });
  const parts = (id: string): string[] => Object.keys(context.store.sync(id, ISSUE)?.refusedThere ?? {});
  const [status] = causesOf(context.store.sync("c1", ISSUE)!);
  expect(status?.cause).toEqual({ failure: { code: "NO_MAPPING", field: "status", value: "Odd" }, refusedBy: "partner" });

  const retry = { kind: "retry", issue: ISSUE, all: { connection: "c1", cause: status!.cause }, author: "Ada" } as const;
  expect(await carryOut(context, retry)).toEqual({ kind: "done", data: { issues: 1 } });
  expect(names.map(parts)).toEqual([["title"], ["status", "title"]]);
  expect(await carryOut(context, retry)).toMatchObject({ kind: "failed", code: "NOTHING_TO_RETRY" });
  await carryOut(context, { kind: "retry", issue: null, author: "Ada" });
  expect(names.map(parts)).toEqual([[], []]);
});
