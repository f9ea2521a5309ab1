import { expect, test } from "vitest";
import type { Context } from "../../../src/sync/context.ts";
import type { Document } from "../../../src/model/document.ts";
import { DEFAULT_MAPPING, type Mapping } from "../../../src/model/mapping.ts";
import type { TrackerChange } from "../../../src/model/tracker-issue.ts";
import type { TrackerWrite, WriteOutcome } from "../../../src/ports/tracker.ts";
import type { IssueMessage } from "../../../src/protocol/messages/issue.ts";
import { encodeMessage } from "../../../src/protocol/codec.ts";
import { applyInbox } from "../../../src/sync/apply-inbox.ts";
import { createEngine } from "../../../src/sync/engine.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const ISSUE = "00000000000000000000000004";

async function typed(context: Context, fields: TrackerChange["fields"] & {}): Promise<void> {
  const [found] = (await context.tracker.read([ISSUE])) ?? [];
  const write = {
    effect: `typed at ${context.clock.now()}`,
    issue: ISSUE,
    expectedVersion: found?.version ?? null,
    action: { kind: "put", change: { fields } },
  } as const;
  const [outcome] = await context.tracker.write([write]);
  expect(outcome).toMatchObject({ kind: "applied" });
}

/** A secondary whose process ended when its tracker had written a new priority, and had refused a new status. */
async function endedAfterWriting(): Promise<Context> {
  return ended((context) => typed(context, { priority: "High" }));
}

interface Before {
  readonly mapping?: Partial<Mapping>;
  /** Sent to the partner, who did not confirm it yet. */
  readonly edits?: Document["fields"] | null;
  readonly brings?: Document["fields"];
}

/** A secondary whose process ended in the write of a new status and priority. */
async function ended(
  write: (context: Context) => Promise<void>,
  { mapping = {}, edits = null, brings = { status: "Done", priority: "High" } }: Before = {},
): Promise<Context> {
  const made = contextInMemory();
  const context = {
    ...made,
    settingsOf: () => ({
      choice: { scope: { kind: "all" as const }, forward: true },
      terms: null,
      mapping: { ...DEFAULT_MAPPING, ...mapping },
    }),
  };
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
  if (edits) {
    await typed(context, edits);
    await createEngine(context).pass();
  }
  arrived(2, { fields: brings });
  const writeAndEnd = async (): Promise<never> => {
    await write(context);
    throw new Error("ends");
  };
  const ends: Context["tracker"] = Object.create(context.tracker, { write: { value: writeAndEnd } });
  await expect(applyInbox({ ...context, tracker: ends }, connection)).rejects.toThrow("ends");
  return context;
}

test("a value that may have been refused, and was edited before anybody knew, is told to its author as overruled", async () => {
  const context = await endedAfterWriting();
  await typed(context, { status: "Waiting" });
  await createEngine(context).pass();
  expect(context.store.sync("c", ISSUE)).toMatchObject({
    pendingWrite: null,
    sent: { fields: { status: "Waiting", priority: "High" } },
    sentOverruled: [{ field: "status", value: "Done", winner: "Waiting" }],
  });
});

test("what shows what was written, or what stood there before, is no conflict", async () => {
  const context = await endedAfterWriting();
  await typed(context, { title: "Valve leaks" });
  await createEngine(context).pass();
  expect(context.store.sync("c", ISSUE)).toMatchObject({
    sent: { fields: { title: "Valve leaks" } },
    sentOverruled: [],
    refusedHere: { status: { value: "Done" } },
  });
});

test("of a list that the mapping fills with a word of our own the partner hears what the edit adds, never that word", async () => {
  const mapping = { fixed: { labels: ["internal"] } };
  const context = await ended((one) => typed(one, { priority: "High" }), { mapping, brings: { labels: ["pump"], priority: "High" } });
  await typed(context, { labels: ["internal", "urgent"] });
  await createEngine(context).pass();
  expect(context.store.sync("c", ISSUE)).toMatchObject({ sent: { fields: { labels: ["pump", "urgent"] } }, sentOverruled: [] });
});

/** As while git is at work in the folder, or somebody holds the file. */
function busy(context: Context): Context {
  const write = async (writes: readonly TrackerWrite[]): Promise<readonly WriteOutcome[]> =>
    writes.map(() => ({ kind: "later", because: "busy", afterMs: 1000 }));
  const { tracker } = context;
  const [changes, read] = [tracker.changes.bind(tracker), tracker.read.bind(tracker)];
  return { ...context, tracker: Object.assign(Object.create(tracker), { changes, read, write }) };
}

test("what was written just before the process ended is no edit of ours when the tracker cannot be asked again at once", async () => {
  const context = await endedAfterWriting();
  await createEngine(busy(context)).pass();
  expect(context.store.sync("c", ISSUE)).toMatchObject({
    pendingWrite: { waits: "busy", open: true },
    mine: { fields: { title: "Valve sticks", status: "New" } },
    sent: null,
  });
  expect(context.store.sync("c", ISSUE)?.mine.fields).not.toHaveProperty("priority");
  await createEngine(context).pass();
  expect(context.store.sync("c", ISSUE)).toMatchObject({
    pendingWrite: null,
    mine: { fields: { priority: "High" } },
    sent: null,
    lost: [],
  });
});

test("a write that was not performed for certain waits without keeping edits waiting", async () => {
  const context = await ended(async () => {});
  await createEngine(busy(context)).pass();
  expect(context.store.sync("c", ISSUE)?.pendingWrite).toEqual({ effect: expect.any(String), inbox: expect.any(Number), waits: "busy" });
  await typed(context, { title: "Valve leaks" });
  await createEngine(busy(context)).pass();
  expect(context.store.sync("c", ISSUE)?.mine.fields).toMatchObject({ title: "Valve leaks" });
});

test("a list of ours that was edited over a write that never was has lost nothing: nobody else drops what we added", async () => {
  const context = await ended(async () => {}, { edits: { labels: ["pump"] }, brings: { labels: ["valve"], priority: "High" } });
  await typed(context, { labels: ["seal"] });
  await createEngine(context).pass();
  expect(context.store.sync("c", ISSUE)).toMatchObject({ pendingWrite: null, mine: { fields: { labels: ["seal", "valve"] } }, lost: [] });
});

test("a value of ours that the write would have overruled, and that was edited before anybody knew, is kept once", async () => {
  const context = await ended(async () => {}, { edits: { status: "Waiting", labels: ["pump"] }, brings: { status: "Done" } });
  await typed(context, { status: "Blocked", labels: [] });
  await createEngine(context).pass();
  const { lost = [] } = context.store.sync("c", ISSUE) ?? {};
  expect(lost.map(({ field, value }) => [field, value])).toEqual([
    ["status", "Waiting"],
    ["status", "Blocked"],
  ]);
});

test("a conflict that was settled long ago stays settled", async () => {
  const settled = { field: "status", value: "Waiting", winner: "Done", revision: { era: 0, number: 1 }, resolved: true };
  const context = await ended(async ({ store }) => {
    const known = store.sync("c", ISSUE);
    if (known) store.transaction(() => store.putSync({ sync: { ...known, lost: [settled] }, status: "up to date", due: false }));
  });
  await typed(context, { status: "Blocked" });
  await createEngine(context).pass();
  const { lost = [] } = context.store.sync("c", ISSUE) ?? {};
  expect(lost.map(({ value, resolved }) => [value, resolved])).toEqual([
    ["Waiting", true],
    ["Blocked", false],
  ]);
});
