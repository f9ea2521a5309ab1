import { expect, test } from "vitest";
import { newId } from "../../../src/model/ids.ts";
import type { ArrivedMessage } from "../../../src/ports/store.ts";
import { encodeMessage } from "../../../src/protocol/codec.ts";
import type { Context } from "../../../src/sync/context.ts";
import { createEngine } from "../../../src/sync/engine.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const FLOOD = 700;
const FEW = 3;

/** So many new issues of a partner wait to be dealt with. */
function wait({ store }: Context, connection: string, seed: number, count: number): void {
  const entries = Array.from({ length: count }, (_, number): ArrivedMessage => {
    const issue = newId(number, new Uint8Array(10).fill(seed));
    const about = { contract: 1, base: { era: 0, number: 0 }, overruled: [] };
    const body = encodeMessage({ kind: "issue", issue, ...about, key: `P-${number}`, changes: { fields: { title: `Of ${connection}` } } });
    return { connection, sequence: 1, life: "abcdefghjkmnpqrs", number: number + 1, issue, body };
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
