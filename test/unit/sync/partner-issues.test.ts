import { beforeEach, expect, onTestFinished, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import type { AskedOperation, ListPage, PartnerIssues } from "../../../src/model/operation.ts";
import type { IssueList } from "../../../src/protocol/parts/operation.ts";
import { pageOf } from "../../../src/sync/operations/partner-list.ts";
import { endOperations } from "../../../src/sync/operations-end.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** Two whole projects: one reads which issues the other shares with it, page by page and later what changed (docs/PROTOCOL.md 7). */
let world: World;
let P: SimulatedProject;
let S: SimulatedProject;
let issues: string[];

const mint = (): string => newId(world.clock.now++, world.random.bytes(10));

beforeEach(async () => {
  world = await connectedWorld({ seed: 13, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS });
  ({ P, S } = world);
  onTestFinished(() => {
    for (const side of [P, S]) side.close();
  });
  issues = Array.from({ length: 5 }, mint);
  for (const [i, issue] of issues.entries()) P.tracker.add(issue, { fields: { title: `Valve ${i}` }, share: [CONNECTION] });
  await passes(4);
});

async function passes(times: number): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of [P, S]) await side.pass();
}

async function asked(page: ListPage): Promise<AskedOperation> {
  const id = mint();
  expect(await S.command({ kind: "list issues", connection: CONNECTION, id, page, author: "Bo" })).toMatchObject({ kind: "done" });
  await passes(6);
  const operation = S.store.asked(S.connection().id, id);
  if (!operation) throw new Error("no operation");
  return operation;
}

async function told(page: ListPage): Promise<PartnerIssues> {
  const { list, state, code } = await asked(page);
  if (!list) throw new Error(`${state} ${code}`);
  return list;
}

const ALL: ListPage = { since: 0, limit: 100 };
const names = (list: PartnerIssues): readonly string[] => [
  ...list.issues.map(([id]) => id),
  ...list.stubs.map(([id, became]) => `${became} ${id}`),
];
const after = ({ next, numbering }: PartnerIssues): ListPage => ({ since: next, numbering, limit: 100 });

test("all that is shared, by the partner's keys, in pages as in one", async () => {
  const whole = await told(ALL);
  expect(names(whole)).toEqual(issues.toSorted());
  expect(whole.issues.map(([, key]) => key)).toEqual(issues.toSorted().map((issue) => P.store.issue(issue)?.key));
  expect([whole.since, whole.partial, whole.stubs]).toEqual([0, false, []]);
  const pages: PartnerIssues[] = [];
  for (let page: ListPage = { since: 0, limit: 2 }; pages.length < 9;) {
    const list = await told(page);
    pages.push(list);
    if (!list.partial) break;
    page = { since: list.next, numbering: list.numbering, limit: 2 };
  }
  expect(pages.map((list) => list.issues.length)).toEqual([2, 2, 1]);
  expect(pages.flatMap(names)).toEqual(names(whole));
  expect(pages.at(-1)?.next).toBe(whole.next);
});

test("later only what changed between the two; what is gone or shared no more is a stub, for who may have known it", async () => {
  const [edited = "", unshared = "", removed = "", quiet = ""] = issues;
  const whole = await told(ALL);
  expect(names(await told(after(whole)))).toEqual([]);
  P.tracker.edit(edited, { fields: { title: "Pump" } });
  P.tracker.edit(unshared, { share: [] });
  P.tracker.remove(removed);
  const came = mint();
  P.tracker.add(came, { fields: { title: "New" }, share: [CONNECTION] });
  await passes(6);
  const later = await told(after(whole));
  expect(new Set(names(later))).toEqual(new Set([edited, came, `not shared ${unshared}`, `deleted ${removed}`]));
  expect(names(await told(ALL))).toEqual(expect.not.arrayContaining([`not shared ${unshared}`]));
  P.tracker.edit(came, { share: [] });
  await passes(6);
  expect(names(await told(after(whole)))).not.toContain(`not shared ${came}`);
  expect(names(await told(after(later)))).toEqual([`not shared ${came}`]);
  expect(names(later)).not.toContain(quiet);
});

test("what happens here and is not for the partner moves none of its stamps", async () => {
  const whole = await told(ALL);
  const own = mint();
  P.tracker.add(own, { fields: { title: "Mine alone" }, share: [] });
  await P.pass();
  const before = P.store.stamp();
  for (const issue of [own, issues[0] ?? ""]) {
    P.tracker.edit(issue, { fields: { estimate: "3 days" } });
    await P.pass();
  }
  expect(P.store.stamp()).toBeGreaterThan(before);
  const later = await told(after(whole));
  expect([names(later), later.next]).toEqual([[], whole.next]);
});

test("a list that is numbered anew is read from the start", async () => {
  const whole = await told(ALL);
  P.store.transaction(() => endOperations(P.context, P.connection().id));
  const again = await told(after(whole));
  expect([again.since, names(again)]).toEqual([0, names(whole)]);
  expect(again.numbering).not.toBe(whole.numbering);
});

test("a partner that cannot is not asked", async () => {
  const connection = S.connection();
  const partner = connection.partner && { ...connection.partner, capabilities: ["operations"] };
  S.store.transaction(() => S.store.putConnection({ ...connection, partner }));
  const outcome = await S.command({ kind: "list issues", connection: CONNECTION, id: mint(), page: ALL, author: "Bo" });
  expect(outcome).toMatchObject({ kind: "failed", code: "PARTNER_CANNOT" });
});

const PAGE: IssueList = {
  numbering: "n",
  since: 4,
  issues: [
    ["a", "K-1", 5],
    ["b", "K-2", 7],
  ],
  stubs: [["c", "deleted", 6]],
  next: 7,
  partial: true,
};

test.each<readonly [string, IssueList | undefined]>([
  ["that is missing", undefined],
  ["of something else", { ...PAGE, since: 3 }],
  ["from the start of another numbering, with stubs", { ...PAGE, numbering: "m", since: 0 }],
  ["with what was read before", { ...PAGE, stubs: [["c", "deleted", 4]] }],
  ["with what comes after its end", { ...PAGE, next: 6 }],
  ["with an issue twice", { ...PAGE, stubs: [["a", "deleted", 6]] }],
  ["with a stamp twice", { ...PAGE, stubs: [["c", "deleted", 5]] }],
  ["longer than was asked for", { ...PAGE, issues: [...PAGE.issues, ["d", "K-3", 3 + 2.5]] }],
  ["that goes on without going further", { ...PAGE, issues: [], stubs: [] }],
  ["that ends before it begins", { ...PAGE, issues: [], stubs: [], partial: false, next: 3 }],
])("a page %s makes no sense", (_, page) => {
  const wanted = { since: 4, numbering: "n", limit: 3 };
  expect(pageOf(wanted, PAGE)).toEqual(PAGE);
  expect(pageOf(wanted, page)).toBeNull();
});
