import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { newId } from "../../../src/model/ids.ts";
import type { ArrivedMessage } from "../../../src/ports/store.ts";
import { encodeMessage } from "../../../src/protocol/codec.ts";
import { applyInbox } from "../../../src/sync/apply-inbox.ts";
import type { Context } from "../../../src/sync/context.ts";
import { createEngine } from "../../../src/sync/engine.ts";
import { MESSAGE, workOf } from "../../../src/sync/message-work.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const FLOOD = 700;
const FEW = 3;

/** So many new issues of a partner wait to be dealt with. */
function wait({ store }: Context, connection: string, seed: number, count: number, texts: { readonly body?: string } = {}): void {
  const entries = Array.from({ length: count }, (_, number): ArrivedMessage => {
    const issue = newId(number, new Uint8Array(10).fill(seed));
    const about = { contract: 1, base: { era: 0, number: 0 }, overruled: [] };
    const body = encodeMessage({
      kind: "issue",
      issue,
      ...about,
      key: `P-${number}`,
      changes: { fields: { title: `Of ${connection}`, ...texts } },
    });
    return { connection, sequence: 1, life: "abcdefghjkmnpqrs", number: number + 1, issue, body, work: workOf(null, body.length) };
  });
  store.transaction(() => store.addInbox(entries));
}

function twoConnections(): { readonly context: Context; readonly writes: string[] } {
  const context = contextInMemory();
  const writes: string[] = [];
  const write = context.tracker.write.bind(context.tracker);
  context.tracker.write = (given) => {
    for (const { issue } of given) writes.push(issue);
    return write(given);
  };
  for (const id of ["loud", "quiet"]) {
    const made = runningConnection(context, id, id, "primary");
    context.store.transaction(() => context.store.putConnection(made));
  }
  return { context, writes };
}

test("whose few messages wait beside hundreds of another partner is served first, and a pass ends although more of the others wait", async () => {
  const { context, writes } = twoConnections();
  wait(context, "loud", 1, FLOOD);
  wait(context, "quiet", 2, FEW);
  const engine = createEngine(context);
  expect((await engine.pass()).progress).toBe(true);
  const waiting = (id: string): number => context.store.inboxSize(id, "all").messages;
  expect([waiting("quiet"), waiting("loud")]).toEqual([0, FLOOD - 256]);
  const quiet = new Set(Array.from({ length: FEW }, (_, number) => newId(number, new Uint8Array(10).fill(2))));
  expect(new Set(writes.slice(0, FEW))).toEqual(quiet);

  wait(context, "quiet", 3, FEW);
  const passes: number[][] = [];
  while ((await engine.pass()).progress) passes.push([waiting("quiet"), waiting("loud")]);
  expect(passes.slice(0, 2)).toEqual([
    [0, FLOOD - 512],
    [0, 0],
  ]);
  // Those of the quiet one are passed on.
  expect(Object.values(context.store.countSyncs("loud")).reduce((sum: number, count) => sum + (count ?? 0), 0)).toBe(FLOOD + 2 * FEW);
});

test("beside connections that are over, the only one is dealt with to its end in one pass", async () => {
  const { context } = twoConnections();
  const quiet = runningConnection(context, "quiet", "quiet", "primary");
  context.store.transaction(() => context.store.putConnection({ ...quiet, facts: { ...quiet.facts, link: "closed" } }));
  wait(context, "loud", 1, FLOOD);
  await createEngine(context).pass();
  expect(context.store.inboxSize("loud", "all").messages).toBe(0);
});

/** What keeps the messages of a connection where they are, or brings them. */
type Kind = "stopped" | "no settings" | "too new" | "over" | "runs";
const STUCK: readonly Kind[] = ["stopped", "no settings", "too new"];
const TOO_NEW = '{"v":"1.0","min":"1.0","kind":"video"}';

interface Given {
  readonly kind: Kind;
  readonly count: number;
  /** So many of a running one's, the first, are about issues that wait for an answer. */
  readonly held: number;
}

/** Connections of these kinds, with so many messages each. */
function mixed(given: readonly Given[]): { readonly context: Context; readonly ids: readonly string[] } {
  const plain = contextInMemory();
  const kinds = new Map(given.map(({ kind }, place) => [`c${place}`, kind]));
  const context: Context = {
    ...plain,
    settingsOf: (connection) => (kinds.get(connection.id) === "no settings" ? null : plain.settingsOf(connection)),
  };
  for (const [place, { kind, count, held }] of given.entries()) {
    const made = runningConnection(context, `c${place}`, `c${place}`, "primary");
    const facts = {
      ...made.facts,
      ...(kind === "stopped" && { run: "stopped" as const }),
      ...(kind === "over" && { link: "closed" as const }),
    };
    context.store.transaction(() => context.store.putConnection({ ...made, facts }));
    if (kind === "too new") {
      const arrived = { connection: made.id, sequence: 1, life: "abcdefghjkmnpqrs", issue: null, body: TOO_NEW };
      context.store.transaction(() => context.store.addInbox(Array.from({ length: count }, (_, number) => ({ ...arrived, number }))));
    } else wait(context, made.id, place + 1, count);
    for (let number = 0; number < Math.min(held, count); number++) {
      const id = newId(number, new Uint8Array(10).fill(place + 1));
      const row = {
        id,
        key: `H-${place}-${number}`,
        version: "1",
        fields: { title: "Held" },
        share: [],
        gone: null,
        receivedOver: made.id,
      } as const;
      context.store.transaction(() => context.store.putIssue({ ...row, syncStatus: "held", heldBecause: "many deletions" }));
    }
  }
  return { context, ids: [...kinds.keys()] };
}

/** Passes until one says that nothing moved and nothing is left; how many. */
async function untilRest(context: Context, isOnePassEach: boolean): Promise<number> {
  let engine = createEngine(context);
  for (let passes = 1; passes <= 60; passes++) {
    if (!(await engine.pass()).progress) return passes;
    if (isOnePassEach) engine = createEngine(context);
  }
  throw new Error("no rest");
}

test("whatever keeps messages waiting, passes come to rest with all that can be dealt with dealt with, also where each is a process of its own", async () => {
  const one = fc.record({
    kind: fc.constantFrom<Kind>("stopped", "no settings", "too new", "over", "runs", "runs", "runs"),
    count: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 30, max: 70 }), fc.constant(140)),
    held: fc.constantFrom(0, 0, 40),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: 2, maxLength: 6 }), fc.boolean(), async (given, isOnePassEach) => {
      const { context, ids } = mixed(given);
      await untilRest(context, isOnePassEach);
      const left = given.map(({ kind, count, held }) => (STUCK.includes(kind) ? count : kind === "runs" ? Math.min(held, count) : 0));
      expect(ids.map((id) => context.store.inboxSize(id, "all").messages)).toEqual(left);
    }),
    { numRuns: 6 },
  );
});

test("three stopped connections with much make no passes without end, and what waited is dealt with when they start", async () => {
  const { context, ids } = mixed(["stopped", "stopped", "stopped", "runs"].map((kind) => ({ kind: kind as Kind, count: 40, held: 0 })));
  const engine = createEngine(context);
  let passes = 0;
  while ((await engine.pass()).progress) expect(++passes).toBeLessThan(10);
  const waiting = (): number[] => ids.map((id) => context.store.inboxSize(id, "all").messages);
  expect(waiting()).toEqual([40, 40, 40, 0]);
  for (const connection of context.store.connections())
    context.store.transaction(() => context.store.putConnection({ ...connection, facts: { ...connection.facts, run: "running" } }));
  while ((await engine.pass()).progress) expect(++passes).toBeLessThan(20);
  expect(waiting()).toEqual([0, 0, 0, 0]);
});

test("a pass in which files of a partner were left for its share does not say that it is idle", async () => {
  // Nothing is passed on to the other one: that would be progress, too.
  const { context, ids } = mixed([
    { kind: "runs", count: 296, held: 40 },
    { kind: "stopped", count: 0, held: 0 },
  ]);
  const engine = createEngine(context);
  const passes = [await engine.pass(), await engine.pass(), await engine.pass()];
  expect(ids.map((id) => context.store.inboxSize(id, "all").messages)).toEqual([40, 0]);
  // In the first all that could be dealt with was, and used the share; the second finds that, and the third may read again.
  expect(passes.map(({ progress }) => progress)).toEqual([true, true, false]);
});

test("a share counts what messages hold: of few but large ones a pass takes as much as of many small ones", async () => {
  const { context } = twoConnections();
  const body = "x".repeat(400_000);
  for (const [number, id] of ["loud", "quiet"].entries()) wait(context, id, number + 1, 12, { body });
  const engine = createEngine(context);
  const waiting = (): number[] => ["loud", "quiet"].map((id) => context.store.inboxSize(id, "all").messages);
  const passes: number[][] = [];
  do passes.push(waiting());
  while ((await engine.pass()).progress);
  expect(passes.slice(0, 3)).toEqual([
    [12, 12],
    [6, 6],
    [0, 0],
  ]);
});

test("what cannot be dealt with now is looked through, and not counted anew at each step", async () => {
  const { context, ids } = mixed([
    { kind: "too new", count: 3_000, held: 0 },
    { kind: "runs", count: 0, held: 0 },
  ]);
  const connection = context.store.connection(ids[0] ?? "");
  if (!connection) throw new Error("none");
  const reads = vi.spyOn(context.store, "inbox");
  const counts = vi.spyOn(context.store, "inboxWork");
  expect(await applyInbox(context, connection, 10 * MESSAGE)).toEqual({ messages: 0, work: 0 });
  // Of a thousand each, and the end.
  expect([reads.mock.calls.length, counts.mock.calls.length]).toEqual([4, 1]);
});

test("a step has its price, however little the message is that it is for", async () => {
  const { context } = twoConnections();
  const issue = newId(1, new Uint8Array(10).fill(9));
  const about = { contract: 1, base: { era: 0, number: 0 }, overruled: [] };
  const body = encodeMessage({ kind: "issue", issue, ...about, key: "P-1", changes: { fields: { title: "One" } } });
  const entries = Array.from({ length: 600 }, (_, number): ArrivedMessage => {
    return { connection: "loud", sequence: 1, life: "abcdefghjkmnpqrs", number: number + 1, issue, body, work: 1 };
  });
  context.store.transaction(() => context.store.addInbox(entries));
  await createEngine(context).pass();
  expect(600 - context.store.inboxSize("loud", "all").messages).toBe(256);
});
