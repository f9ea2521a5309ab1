import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import type { AskedOperation, TrailWanted } from "../../../src/model/operation.ts";
import { nextTrail } from "../../../src/app/operations.ts";
import { audit, post } from "../../../src/sync/context.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** Two whole projects: P reads what S tells of its trail, over the real stream. */
let world: World;
let P: SimulatedProject;
let S: SimulatedProject;
let issue: string;

const mint = (): string => newId(world.clock.now++, world.random.bytes(10));

beforeEach(async () => {
  world = await connectedWorld({ seed: 29, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS });
  ({ P, S } = world);
  onTestFinished(() => [P, S].forEach((side) => side.close()));
  issue = mint();
  P.tracker.add(issue, { fields: { title: "Valve" }, share: [CONNECTION] });
  await passes(4);
  S.tracker.edit(issue, { fields: { title: "Vent" } });
  await passes(4);
  if (P.tracker.issue(issue)?.fields["title"] !== "Vent") throw new Error("the scene is not set");
});

async function passes(times: number): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of [P, S]) await side.pass();
}

async function asked(wanted: Partial<TrailWanted> = {}, times = 8): Promise<AskedOperation> {
  const id = mint();
  const outcome = await P.command({
    kind: "ask trail",
    connection: CONNECTION,
    id,
    trail: { since: 0, size: 500, ...wanted },
    author: "Ada",
  });
  expect(outcome).toMatchObject({ kind: "done" });
  await passes(times);
  const operation = P.store.asked(P.connection().id, id);
  if (!operation) throw new Error("no operation");
  return operation;
}

const sequencesOf = ({ trail }: AskedOperation): number[] => trail?.events.map(({ sequence }) => sequence) ?? [];

test("tells what went between the two and what became of it, by numbers without a gap", async () => {
  const operation = await asked();
  expect(operation.state).toBe("completed");
  const events = operation.trail?.events ?? [];
  expect(sequencesOf(operation)).toEqual(events.map((_, i) => i + 1));
  const said = events.map(({ actor, action }) => `${actor}: ${action}`);
  for (const one of [
    "program: file sealed",
    "program: file placed",
    "asker: file acknowledged",
    "asker: file taken",
    "asker: ping received",
    "program: ping sent",
    "asker: issue applied",
    "program: answer sent",
    "program: issue sent",
    "asker: confirmation applied",
    "program: configuration updated sent",
    "asker: configuration",
  ])
    expect(said).toContain(one);
  expect(events.find(({ action }) => action === "issue applied")).toMatchObject({ issue, info: "whole" });
});

test("in pages, and again from where the reading ended", async () => {
  const whole = await asked({});
  const paged = await asked({ size: 7 }, 40);
  const common = sequencesOf(whole).length;
  expect(sequencesOf(paged).slice(0, common)).toEqual(sequencesOf(whole));
  expect(paged.trail?.pages).toBeGreaterThan(3);
  const next = paged.trail?.next ?? 0;
  const later = await asked({ since: next });
  expect(sequencesOf(later)[0]).toBe(next + 1);
  // Only the newest reading is kept whole.
  expect(P.store.asked(P.connection().id, paged.id)?.trail?.events).toEqual([]);
});

test("a long one by readings: each says that there is more, and the next one goes on there; the last one is read again with what was added", async () => {
  const add = (number: number): void =>
    S.store.transaction(() => {
      for (let i = 0; i < number; i++)
        audit(S.context, { actor: "issue-ferry", action: "issue applied", connection: S.connection().id, reference: `r${i}` });
    });
  add(10_000);
  const first = await asked({ ...nextTrail(null) }, 30);
  expect([first.state, first.trail?.more, first.trail?.since]).toEqual(["completed", true, 0]);
  const second = await asked({ ...nextTrail(first) });
  expect([second.state, second.trail?.more, second.trail?.since]).toEqual(["completed", undefined, first.trail?.next]);
  expect(sequencesOf(second)[0]).toBe((sequencesOf(first).at(-1) ?? 0) + 1);
  add(1);
  const third = await asked({ ...nextTrail(second) });
  expect(sequencesOf(third).slice(0, sequencesOf(second).length)).toEqual(sequencesOf(second));
  expect(sequencesOf(third).length).toBeGreaterThan(sequencesOf(second).length);
  // About one issue only it says nothing of how far the whole was read.
  expect(nextTrail(await asked({ issue }))).toEqual({ since: 0 });
});

test("about one issue, and since a time", async () => {
  const about = await asked({ issue });
  expect(new Set(about.trail?.events.map((event) => event.issue))).toEqual(new Set([issue]));
  expect((await asked({ issue: mint() })).trail?.events).toEqual([]);
  world.clock.now += 1000;
  const from = world.clock.now;
  const late = await asked({ from });
  expect(late.trail?.events.every(({ time }) => time >= from)).toBe(true);
  expect(late.trail?.events.length).toBeLessThan(about.trail?.next ?? 0);
});

describe("nothing is told", () => {
  test("of another connection, not even by a gap", async () => {
    const before = sequencesOf(await asked()).length;
    S.store.transaction(() => {
      for (let i = 0; i < 20; i++)
        audit(S.context, { actor: "partner Secret & Sons", action: "issue applied", connection: "another", info: "Secret" });
    });
    const after = await asked();
    expect(sequencesOf(after)).toEqual(sequencesOf(after).map((_, i) => i + 1));
    expect(sequencesOf(after).length).toBeGreaterThan(before);
    expect(JSON.stringify(after.trail)).not.toContain("Secret");
  });

  test("of values, persons, and what stays here", async () => {
    S.store.transaction(() => {
      audit(S.context, { actor: "Bo Private", action: "deleted here", connection: S.connection().id, issue });
      audit(S.context, { actor: "Bo Private", action: "configuration sent", connection: S.connection().id });
      audit(S.context, {
        actor: "partner P",
        action: "issue applied",
        connection: S.connection().id,
        author: "Bo Private",
        values: { title: { before: "Secret", after: "Vent" } },
      });
    });
    const text = JSON.stringify((await asked()).trail);
    expect(text).not.toMatch(/Secret|Private|deleted here/);
    expect(text).toContain('"actor":"person"');
  });

  test("to who asks without saying what", async () => {
    const conversation = mint();
    P.store.transaction(() =>
      post(P.context, P.connection().id, [{ kind: "identify request", conversation, operation: "GetAuditTrails" }]),
    );
    await passes(2);
    P.store.transaction(() =>
      post(P.context, P.connection().id, [{ kind: "operation request", conversation, operation: "GetAuditTrails" }]),
    );
    await passes(3);
    expect(S.store.answered(S.connection().id, conversation)?.state).toBe("ended");
    expect(S.store.alarms("open", 9)).toMatchObject([{ code: "INCONSISTENT_REQUEST", info: "GetAuditTrails" }]);
  });
});

describe("a partner that makes no sense", () => {
  const event = (sequence: number, more = {}) => ({ sequence, time: 0, actor: "program" as const, action: "x", ...more });

  /** S says this page, again and again, instead of what its program would. */
  async function told(pageOf: (round: number) => object, wanted: Partial<TrailWanted> = {}, rounds = 1): Promise<AskedOperation | null> {
    const conversation = mint();
    await P.command({
      kind: "ask trail",
      connection: CONNECTION,
      id: conversation,
      trail: { since: 0, size: 10, ...wanted },
      author: "Ada",
    });
    const say = (message: object): void => {
      S.store.transaction(() => post(S.context, S.connection().id, [message as Parameters<typeof post>[2][number]]));
    };
    say({ kind: "identify response", conversation, code: "IDENTIFICATION_POSITIVE" });
    for (let round = 0; round < rounds; round++)
      say({ kind: "operation progress", conversation, code: "OPERATION_PROGRESS", trail: pageOf(round) });
    await S.pass();
    await P.pass();
    return P.store.asked(P.connection().id, conversation);
  }

  test.each([
    ["goes backwards", { events: [event(2), event(1)], next: 5 }],
    ["says one twice", { events: [event(2), event(2)], next: 5 }],
    ["ends before its last event", { events: [event(2)], next: 1 }],
    ["does not go on", { events: [], next: 0 }],
    ["says more than was asked for", { events: Array.from({ length: 11 }, (_, i) => event(i + 1)), next: 20 }],
  ])("a page that %s ends the reading, and nothing of it is kept", async (_, page) => {
    expect(await told(() => page)).toMatchObject({ state: "failed", code: "INVALID_MESSAGE", trail: { events: [] } });
  });

  test("a page about another issue ends it", async () => {
    expect(await told(() => ({ events: [event(1, { issue: mint() })], next: 5 }), { issue })).toMatchObject({ code: "INVALID_MESSAGE" });
  });

  test("pages without an end are ended, with their own code, an alarm, and nothing kept", async () => {
    const operation = await told((round) => ({ events: [], next: round + 1 }), {}, 205);
    expect(operation).toMatchObject({ state: "failed", code: "ENDLESS", trail: { events: [] } });
    expect(P.store.alarms("open", 9)).toMatchObject([{ code: "FAILED_OPERATION", info: "GetAuditTrails ENDLESS" }]);
  });
});
