import { expect, test } from "vitest";
import { NO_REVISION } from "../../../src/model/revision.ts";
import type { IssueMessage } from "../../../src/protocol/messages/issue.ts";
import { encodeMessage } from "../../../src/protocol/codec.ts";
import { applyInbox } from "../../../src/sync/apply-inbox.ts";
import { putSync } from "../../../src/sync/rows.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const ISSUE = "00000000000000000000000004";

test("while an issue is compared a primary takes nothing about it but the whole: a revision may be one that it gave to something else", async () => {
  const context = contextInMemory();
  const { store } = context;
  const connection = runningConnection(context, "c", "acme", "primary");
  const arrives = async (number: number, message: Pick<IssueMessage, "base" | "changes" | "whole">): Promise<void> => {
    const body = encodeMessage({ kind: "issue", issue: ISSUE, contract: 1, key: "S-1", overruled: [], ...message });
    store.transaction(() => store.addInbox([{ connection: "c", sequence: number, life: "abcdefghjkmnpqrs", number, issue: ISSUE, body }]));
    await applyInbox(context, connection);
  };
  const fields = async () => (await context.tracker.read([ISSUE]))?.[0]?.fields;
  await arrives(1, { base: NO_REVISION, changes: { fields: { title: "Valve" }, shared: true } });
  const [agreed, base] = [store.sync("c", ISSUE), { era: 0, number: 1 }];
  if (!agreed) throw new Error("the scene is not set");
  const compared = { ...agreed, recovering: { restored: true, since: 1, told: false } };
  store.transaction(() => putSync(context, connection, compared));
  const said = store.queues("c").out;
  await arrives(2, { base, changes: { fields: { title: "Pump" } } });
  expect([await fields(), store.sync("c", ISSUE), store.queues("c")]).toEqual([{ title: "Valve" }, compared, { in: 0, out: said }]);
  const whole = { document: { fields: { title: "Valve" }, shared: true }, lineage: [], restored: false };
  await arrives(3, { base, changes: { fields: { title: "Pump" } }, whole });
  expect([await fields(), store.sync("c", ISSUE)?.recovering]).toEqual([{ title: "Pump" }, undefined]);
});
