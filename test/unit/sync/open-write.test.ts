import { expect, test } from "vitest";
import type { IssueMessage } from "../../../src/protocol/messages/issue.ts";
import { encodeMessage } from "../../../src/protocol/codec.ts";
import { applyInbox } from "../../../src/sync/apply-inbox.ts";
import { carryOut } from "../../../src/sync/commands.ts";
import type { Context } from "../../../src/sync/context.ts";
import { createEngine } from "../../../src/sync/engine.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const ISSUE = "00000000000000000000000004";
const EDIT = { kind: "edit issue", issue: ISSUE, change: { fields: { title: "Valve leaks" } }, author: "Ada" } as const;

/** A project that holds an issue of its partner, and ended when it was about to write what the partner changed in it. */
async function endedBeforeWriting(): Promise<Context> {
  const context = contextInMemory();
  const connection = runningConnection(context, "c", "acme", "secondary");
  const arrived = (number: number, changes: IssueMessage["changes"]): void => {
    const [base, revision] = [
      { era: 0, number: number - 1 },
      { era: 0, number },
    ];
    const body = encodeMessage({ kind: "issue", issue: ISSUE, contract: 1, base, revision, key: "P-1", changes, overruled: [] });
    context.store.transaction(() =>
      context.store.addInbox([{ connection: "c", sequence: number, life: "abcdefghjkmnpqrs", number, issue: ISSUE, body }]),
    );
  };
  arrived(1, { fields: { title: "Valve sticks", status: "New" }, shared: true });
  await applyInbox(context, connection);
  arrived(2, { fields: { priority: "High" } });
  const ends: Context["tracker"] = Object.create(context.tracker, { write: { value: () => Promise.reject(new Error("ends")) } });
  await expect(applyInbox({ ...context, tracker: ends }, connection)).rejects.toThrow("ends");
  expect(context.store.sync("c", ISSUE)?.pendingWrite).toMatchObject({ inbox: expect.any(Number), waits: null });
  return context;
}

test("a person's edit is not written while a message's write may or may not have been performed", async () => {
  const context = await endedBeforeWriting();
  const before = await context.tracker.read([ISSUE]);
  expect(await carryOut(context, EDIT)).toMatchObject({ kind: "failed", code: "ISSUE_BUSY" });
  expect(await context.tracker.read([ISSUE])).toEqual(before);
});

test("what a process left open is finished before what others submitted is carried out", async () => {
  const context = await endedBeforeWriting();
  context.store.submit("edit", EDIT);
  await createEngine(context).pass();
  expect(context.store.command("edit")?.outcome).toMatchObject({ kind: "done" });
  expect(context.store.sync("c", ISSUE)).toMatchObject({
    pendingWrite: null,
    mine: { fields: { title: "Valve leaks", priority: "High", status: "New" } },
  });
});
