import { expect, test } from "vitest";
import { DEFAULT_MAPPING, type Mapping } from "../../../src/model/mapping.ts";
import type { IssueMessage } from "../../../src/protocol/messages/issue.ts";
import { encodeMessage } from "../../../src/protocol/codec.ts";
import { applyInbox } from "../../../src/sync/apply-inbox.ts";
import { MemoryTracker, MemoryTrackerContent } from "../../support/memory-tracker.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const ISSUE = "00000000000000000000000004";
const ALL = { count: 1000, bytes: 1024 * 1024 };

/** A side whose tracker takes none of these words, after the partner's messages; what it says then. */
async function said(
  role: "primary" | "secondary",
  mapping: Mapping,
  isRefused: (value: unknown) => boolean,
  ...all: readonly IssueMessage["changes"][]
) {
  const plain = contextInMemory();
  const tracker = new MemoryTracker({
    content: new MemoryTrackerContent(),
    memory: plain.store,
    prefix: "T",
    now: () => plain.clock.now(),
    random: (length) => plain.crypto.random(length),
    refuses: (_, value) => isRefused(value),
  });
  const context = {
    ...plain,
    tracker,
    settingsOf: () => ({ mapping, choice: { scope: { kind: "all" } as const, forward: false }, terms: null }),
  };
  const connection = runningConnection(context, "c", "acme", role);
  for (const [n, changes] of all.entries()) {
    const base = { era: 0, number: n };
    const revision = role === "secondary" ? { revision: { era: 0, number: n + 1 } } : {};
    const body = encodeMessage({ kind: "issue", issue: ISSUE, contract: 1, base, ...revision, key: "P-1", changes, overruled: [] });
    const entry = { connection: "c", sequence: n + 1, life: "abcdefghjkmnpqrs", number: n + 1, issue: ISSUE, body };
    context.store.transaction(() => context.store.addInbox([entry]));
    await applyInbox(context, connection);
  }
  const sync = context.store.sync("c", ISSUE);
  return { tracker, sync, bodies: context.store.unsealed("c", ALL).map(({ body }) => body) };
}

const mapping: Mapping = {
  ...DEFAULT_MAPPING,
  values: { status: { send: {}, receive: { Done: "Inside 4711" }, otherwise: "same" } },
  fixed: { labels: ["Inside 4711"] },
};

test.each(["primary", "secondary"] as const)("what our tracker refuses is told in the contract's words (%s)", async (role) => {
  const inside = (value: unknown): boolean => JSON.stringify(value).includes("Inside 4711");
  const fields = { title: "Valve", status: "Done", labels: ["pump"] };
  const { sync, bodies } = await said(role, mapping, inside, { fields, shared: true });
  expect(bodies.join("\n")).toContain('"TRACKER_REFUSED"');
  expect(bodies.join("\n")).not.toContain("Inside 4711");
  const refused = {
    status: { value: "Done", failure: { code: "TRACKER_REFUSED", field: "status" } },
    labels: { value: ["pump"], failure: { code: "TRACKER_REFUSED", field: "labels" } },
  };
  expect(sync?.refusedHere).toEqual(role === "secondary" ? refused : {});
});

test("a field of ours that bears the name of a contract's field which is called otherwise here is set on arrival", async () => {
  const renamed: Mapping = { ...DEFAULT_MAPPING, fields: { priority: "urgency" }, fixed: { priority: "low" } };
  const { tracker } = await said("secondary", renamed, () => false, { fields: { title: "Valve", priority: "high" }, shared: true });
  const [issue] = (await tracker.read([ISSUE])) ?? [];
  expect(issue?.fields).toMatchObject({ urgency: "high", priority: "low" });
});
