import { beforeEach, expect, it } from "vitest";
import type { Context } from "../../../src/sync/context.ts";
import { readAgain } from "../../../src/sync/look-again.ts";
import { observeHeld } from "../../../src/sync/observe.ts";
import { scan } from "../../../src/sync/scan.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const ISSUE = "06h02d1tvdzzx0eszq8pzrath4";
let context: Context;
beforeEach(async () => {
  context = contextInMemory();
  runningConnection(context, "c1", "acme", "primary");
  const change = { fields: { title: "Valve", status: "Done" } };
  await context.tracker.write([{ effect: "e1", issue: ISSUE, expectedVersion: null, action: { kind: "put", change } }]);
  await scan(context, async () => {});
});
const status = () => context.store.sync("c1", ISSUE)?.mine.fields["status"];

it("leaves alone what waits for a person's answer", async () => {
  context.store.transaction(() => observeHeld(context, ISSUE, "older text"));
  await readAgain(context, [ISSUE]);
  expect(context.store.issue(ISSUE)?.heldBecause).toBe("older text");
});

it("leaves what changed since the last scan to the next one", async () => {
  const version = context.store.issue(ISSUE)?.version ?? null;
  const back = { fields: { status: "New" } };
  await context.tracker.write([{ effect: "e2", issue: ISSUE, expectedVersion: version, action: { kind: "put", change: back } }]);
  await readAgain(context, [ISSUE]);
  expect(status()).toBe("Done");
});
