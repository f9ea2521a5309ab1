import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import type { AskedOperation } from "../../../src/model/operation.ts";
import { agreedFingerprint } from "../../../src/sync/agreed-fingerprint.ts";
import { putSync } from "../../../src/sync/rows.ts";
import { storesDirectory } from "../../simulation/saved-side.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** Two whole projects: one asks, the other answers, over the real stream. */
let world: World;
let P: SimulatedProject;
let S: SimulatedProject;
let stores: string;
let issues: string[];

const mint = (): string => newId(world.clock.now++, world.random.bytes(10));

beforeEach(async () => {
  const directory = storesDirectory();
  stores = directory.path;
  world = await connectedWorld({ seed: 11, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS, stores });
  ({ P, S } = world);
  onTestFinished(() => {
    for (const side of [P, S]) side.close();
    directory.remove();
  });
  issues = Array.from({ length: 200 }, mint);
  for (const [i, issue] of issues.entries()) {
    const from = i % 2 === 0 ? P : S;
    from.tracker.add(issue, { fields: { title: `Valve ${i}` }, share: [CONNECTION] });
  }
  await passes(4);
  if (S.tracker.issue(issues[0] ?? "")?.fields["title"] !== "Valve 0") throw new Error("the scene is not set");
});

async function passes(times: number): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of [P, S]) await side.pass();
}

async function asked(side: SimulatedProject, kind: "ask status" | "reconcile"): Promise<AskedOperation> {
  const id = mint();
  const outcome = await side.command({ kind, connection: CONNECTION, id, author: "Ada" });
  expect(outcome).toMatchObject({ kind: "done" });
  await passes(8);
  const operation = side.store.asked(side.connection().id, id);
  if (!operation) throw new Error("no operation");
  return operation;
}

/** Something outside of the program changed what a side takes for agreed; its tracker shows that. */
function tampered(side: SimulatedProject, issue: string, title: string): void {
  const sync = side.store.sync(side.connection().id, issue);
  if (!sync) throw new Error("no state");
  const document = { ...sync.base, fields: { ...sync.base.fields, title } };
  const snapshots = sync.snapshots.map(({ revision }) => ({ revision, document }));
  side.store.transaction(() =>
    putSync(side.context, side.connection(), { ...sync, base: document, mine: document, shadow: document, snapshots }),
  );
  side.tracker.edit(issue, { fields: { title } });
}

test("what is up to date has its fingerprint already: the first comparison works out none", () => {
  for (const side of [P, S]) {
    const { id } = side.connection();
    expect(side.store.unprinted(id, 10)).toEqual([]);
    const kept = side.store.fingerprints(id, { from: null, to: null }, 1_000);
    const made = kept.map(({ issue }) => {
      const sync = side.store.sync(id, issue);
      return { issue, fingerprint: sync && agreedFingerprint(side.context.crypto, sync) };
    });
    expect([kept.length, kept]).toEqual([200, made]);
  }
});

const both = (issue: string): unknown[] => [P, S].map((side) => side.tracker.issue(issue)?.fields["title"]);
const statuses = (side: SimulatedProject): unknown => side.store.countSyncs(side.connection().id);

test.each([
  ["P", () => P],
  ["S", () => S],
] as const)("%s hears what the partner says of itself", async (_, side) => {
  const operation = await asked(side(), "ask status");
  expect(operation).toMatchObject({
    state: "completed",
    status: { status: "OK", causes: [], version: "1.0", in: 0, issues: { "up to date": 200 } },
  });
});

test.each([
  ["P", () => P],
  ["S", () => S],
] as const)("two sides that are equal say so in one request, asked by %s", async (_, side) => {
  const { state, comparison } = await asked(side(), "reconcile");
  expect([state, comparison?.found, comparison?.rounds, comparison?.underWay]).toEqual(["completed", 0, 1, 0]);
  expect(comparison?.characters).toBeLessThan(600);
});

describe.each([
  ["P", () => P],
  ["S", () => S],
] as const)("asked by %s", (_, asking) => {
  test.each([
    ["P", () => P],
    ["S", () => S],
  ] as const)("what changed behind the program's back at %s is found, and both values are kept", async (__, side) => {
    const issue = issues[77] ?? "";
    tampered(side(), issue, "Something else");
    const { state, comparison } = await asked(asking(), "reconcile");
    expect([state, comparison?.differences]).toEqual(["completed", [{ issue, kind: "different" }]]);
    const [here, there] = both(issue);
    expect(here).toBe(there);
    const lost = [P, S].flatMap((other) => other.store.sync(other.connection().id, issue)?.lost.map(({ value }) => value) ?? []);
    expect(new Set([here, ...lost])).toEqual(new Set(["Valve 77", "Something else"]));
    expect((await asked(asking(), "reconcile")).comparison).toMatchObject({ found: 0, underWay: 0 });
  });

  test.each([
    ["P", () => P],
    ["S", () => S],
  ] as const)("what %s has no more is told again", async (__, side) => {
    const issue = issues[100] ?? "";
    forget(side(), issue);
    const { comparison } = await asked(asking(), "reconcile");
    expect(comparison?.differences).toEqual([{ issue, kind: side() === asking() ? "missing here" : "missing there" }]);
    expect(both(issue)).toEqual(["Valve 100", "Valve 100"]);
    expect([statuses(P), statuses(S)]).toMatchObject([{ "up to date": 200 }, { "up to date": 200 }]);
    expect((await asked(asking(), "reconcile")).comparison).toMatchObject({ found: 0, underWay: 0 });
  });
});

/** The store has lost what it knew of the issue. */
function forget(side: SimulatedProject, issue: string): void {
  side.outside(() => {
    const database = new DatabaseSync(join(stores, `${side.letter}.db`));
    database.prepare("DELETE FROM issue_sync WHERE issue = ?").run(issue);
    database.close();
  });
}
