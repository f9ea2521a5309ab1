import { beforeEach, expect, onTestFinished, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import type { AskedOperation } from "../../../src/model/operation.ts";
import { endOperations } from "../../../src/sync/operations-end.ts";
import { putSync } from "../../../src/sync/rows.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** Two sides that nobody asks to compare: P does it by itself, S does not. */
let world: World;
let P: SimulatedProject;
let S: SimulatedProject;
let issue: string;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

beforeEach(async () => {
  world = await connectedWorld({ seed: 14, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS });
  ({ P, S } = world);
  onTestFinished(() => {
    for (const side of [P, S]) side.close();
  });
  issue = newId(world.clock.now++, world.random.bytes(10));
  P.tracker.add(issue, { fields: { title: "Valve" }, share: [CONNECTION] });
  await passes(4);
  Object.assign(P.context, { comparesDaily: true });
  await passes(2);
});

async function passes(times: number): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of [P, S]) await side.pass();
}

const compared = (side: SimulatedProject): readonly AskedOperation[] => side.store.newestAsked(side.connection().id, "GetChecksums", 99);
const alarms = (): readonly string[] =>
  P.store.audits(0, 10_000).flatMap(({ action, info }) => (action === "alarm raised" ? [info ?? ""] : []));

/** Something outside of the program changed what P takes for agreed. */
function tamper(): void {
  const sync = P.store.sync(P.connection().id, issue);
  if (!sync) throw new Error("no state");
  const document = { ...sync.base, fields: { ...sync.base.fields, title: "Pump" } };
  const snapshots = sync.snapshots.map(({ revision }) => ({ revision, document }));
  P.store.transaction(() => putSync(P.context, P.connection(), { ...sync, base: document, mine: document, shadow: document, snapshots }));
  P.tracker.edit(issue, { fields: { title: "Pump" } });
}

test("once a day, and not before; a side that is told not to never does", async () => {
  expect(compared(P)).toEqual([]);
  world.clock.now += DAY_MS - HOUR_MS;
  await passes(3);
  expect(compared(P)).toEqual([]);
  world.clock.now += HOUR_MS;
  await passes(8);
  expect(compared(P)).toMatchObject([{ state: "completed", byItself: true, comparison: { found: 0 } }]);
  await passes(4);
  expect(compared(P)).toHaveLength(1);
  world.clock.now += DAY_MS;
  await passes(8);
  expect([compared(P).length, compared(S).length, alarms()]).toEqual([2, 0, []]);
});

test("a difference is told, and repaired as one that a person asked for", async () => {
  tamper();
  world.clock.now += DAY_MS;
  await passes(12);
  expect(compared(P)[0]).toMatchObject({ state: "completed", comparison: { found: 1, repairs: 1 } });
  expect(alarms()).toEqual([expect.stringContaining("INTEGRITY_ISSUE")]);
  const [here, there] = [P, S].map((side) => side.tracker.issue(issue)?.fields["title"]);
  expect(here).toBe(there);
});

test("soon after a stream began anew, when nothing waits any more, or an hour later", async () => {
  P.store.transaction(() => endOperations(P.context, P.connection().id));
  const { post } = await import("../../../src/sync/context.ts");
  P.store.transaction(() =>
    post(P.context, P.connection().id, [
      { kind: "identify request", conversation: newId(1, world.random.bytes(10)), operation: "GetStatus" },
    ]),
  );
  await P.pass();
  expect(compared(P)).toEqual([]);
  await passes(10);
  expect(compared(P)).toMatchObject([{ state: "completed", byItself: true }]);
  P.store.transaction(() => endOperations(P.context, P.connection().id));
  P.store.transaction(() =>
    post(P.context, P.connection().id, [
      { kind: "identify request", conversation: newId(2, world.random.bytes(10)), operation: "GetStatus" },
    ]),
  );
  world.clock.now += HOUR_MS;
  await P.pass();
  expect(compared(P)).toHaveLength(2);
});

test("a clock that was years ahead keeps nobody from comparing for those years", async () => {
  world.clock.now += 4000 * DAY_MS;
  await passes(8);
  world.clock.now -= 4000 * DAY_MS;
  await passes(8);
  expect(compared(P)).toHaveLength(2);
});

test("a connection that is stopped compares nothing", async () => {
  await P.command({ kind: "stop", connection: CONNECTION, author: "Ada" });
  world.clock.now += DAY_MS;
  await passes(4);
  expect(compared(P)).toEqual([]);
});
