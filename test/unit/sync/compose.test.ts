import { expect, it } from "vitest";
import { newId } from "../../../src/model/ids.ts";
import { compose } from "../../../src/sync/compose.ts";
import { startSync } from "../../../src/sync/issue-sync-start.ts";
import { putSync } from "../../../src/sync/rows.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

/** As many as are taken up in one transaction. */
const STEP = 1000;

it("what is ready after a Recover leaves, though a thousand issues before it wait for what arrived earlier", () => {
  const context = contextInMemory();
  const connection = runningConnection(context, "c1", "acme", "secondary");
  const ids = Array.from({ length: STEP + 1 }, (_, i) => newId(i, new Uint8Array(10)));
  const last = ids.at(-1) ?? "";
  context.store.transaction(() => {
    for (const id of ids)
      putSync(context, connection, { ...startSync("c1", id, "partner"), recovering: { restored: false, since: 5000, told: false } });
    context.store.addInbox(
      ids.filter((id) => id !== last).map((issue, i) => ({ connection: "c1", sequence: 1, life: "a", number: i + 1, issue, body: "{}" })),
    );
  });
  expect(compose(context, connection)).toBe(1);
  expect(context.store.sync("c1", last)?.recovering?.told).toBe(true);
  expect(compose(context, connection)).toBe(0);
});
