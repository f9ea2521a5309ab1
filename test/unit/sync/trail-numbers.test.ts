import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import type { AskedOperation, TrailWanted } from "../../../src/model/operation.ts";
import { withPage } from "../../../src/sync/operations/asked-trail.ts";
import { saveSide, storesDirectory } from "../../simulation/saved-side.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** P reads on in the trail of S, which is put back and gives numbers again that P has read. */
let world: World;
let P: SimulatedProject;
let S: SimulatedProject;
let stores: string;
let issue: string;

const mint = (): string => newId(world.clock.now++, world.random.bytes(10));

beforeEach(async () => {
  const directory = storesDirectory();
  stores = directory.path;
  world = await connectedWorld({ seed: 35, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS, stores });
  ({ P, S } = world);
  onTestFinished(() => {
    for (const side of [P, S]) side.close();
    directory.remove();
  });
  issue = mint();
  P.tracker.add(issue, { fields: { title: "Valve" }, share: [CONNECTION] });
  await passes(4);
});

async function passes(times: number): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of [P, S]) await side.pass();
}

async function edited(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    S.tracker.edit(issue, { fields: { title: `Pump ${world.clock.now++}` } });
    await passes(3);
  }
}

async function asked(wanted: Partial<TrailWanted>): Promise<NonNullable<AskedOperation["trail"]>> {
  const id = mint();
  await P.command({ kind: "ask trail", connection: CONNECTION, id, trail: { since: 0, size: 500, ...wanted }, author: "Ada" });
  await passes(8);
  const operation = P.store.asked(P.connection().id, id);
  if (operation?.state !== "completed" || !operation.trail) throw new Error("not told");
  return operation.trail;
}

test("goes on where it ended, and from the start where the partner was put back: numbers that were read stand for something else", async () => {
  await edited(2);
  const before = saveSide(S, join(stores, "S.db"), join(stores, "copy"));
  const early = await asked({});
  await edited(4);
  const read = await asked({ since: early.next });
  expect([read.events[0]?.sequence, read.anew, read.numbering]).toEqual([early.next + 1, undefined, early.numbering]);
  before.putBack("state");
  await passes(8);
  expect(S.connection().stream.generation).toBeGreaterThan(0);
  await edited(1);
  const again = await asked({ since: read.next });
  expect([again.anew, again.events[0]?.sequence]).toEqual([true, 1]);
  expect(again.numbering).not.toBe(read.numbering);
  expect(again.events.some(({ action }) => action === "begun anew")).toBe(true);
  const later = await asked({ since: again.next });
  expect([later.anew, later.events[0]?.sequence]).toEqual([undefined, again.next + 1]);
});

/** A reading of which nobody took up the answer, or that failed, as the store keeps it. */
function kept(trail: Partial<NonNullable<AskedOperation["trail"]>>, state: AskedOperation["state"] = "completed"): void {
  P.store.transaction(() =>
    P.store.putAsked({
      id: mint(),
      connection: P.connection().id,
      operation: "GetAuditTrails",
      state,
      begun: 0,
      until: 0,
      sentAs: "",
      trail: { since: 0, size: 500, pages: 1, events: [], next: 0, ...trail },
    }),
  );
}

test.each([
  ["whose answer nobody took up", { numbering: "another", next: 2 }, "completed"],
  ["that failed behind its first page", { numbering: "another", next: 3 }, "failed"],
  ["that ended before its first page", {}, "failed"],
  ["of somebody else", { numbering: "another", next: 1 }, "completed"],
] as const)("a reading %s does not say in what the number counts from which somebody goes on", async (_, other, state) => {
  await edited(2);
  const { next, numbering } = await asked({});
  kept(other, state);
  await edited(2);
  const later = await asked({ since: next });
  expect([later.numbering, later.anew, later.events[0]?.sequence]).toEqual([numbering, undefined, next + 1]);
  const requests = P.said.filter(({ body }) => body.includes('"kind":"operation request"'));
  expect(requests.at(-1)?.body).toContain(`"numbering":"${numbering}"`);
});

test("a number that may count in two numberings is none: all is told, and that it is", async () => {
  await edited(2);
  const { next } = await asked({});
  for (const since of [next, next - 3]) {
    kept({ numbering: "another", next });
    const later = await asked({ since });
    expect([later.since, later.anew, later.events[0]?.sequence]).toEqual([0, true, 1]);
  }
});

test("who names no numbering is told since the number that he names", async () => {
  const { next, events } = await asked({});
  expect(next).toBe(events.length);
  P.store.transaction(() => {
    for (const { trail: _, ...operation } of P.store.newestAsked(P.connection().id, "GetAuditTrails", 9)) P.store.putAsked(operation);
  });
  const later = await asked({ since: next - 3 });
  expect([later.events[0]?.sequence, later.anew]).toEqual([next - 2, undefined]);
});

test("a numbering that changes in the middle of a reading ends it", () => {
  const trail = { since: 5, size: 9, pages: 0, events: [], next: 5, numbering: "a" };
  const page = { events: [], next: 7, numbering: "b" };
  expect(withPage(trail, page, false)).toMatchObject({ since: 0, next: 7, numbering: "b", anew: true });
  expect(withPage({ ...trail, pages: 1 }, page, false)).toBe("INVALID_MESSAGE");
});
