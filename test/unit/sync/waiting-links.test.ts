import { afterEach, expect, it } from "vitest";
import { type ContractTerms, DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { type Document, withExtras } from "../../../src/model/document.ts";
import { newId } from "../../../src/model/ids.ts";
import { linkText } from "../../../src/model/link.ts";
import { receiveAtPrimary } from "../../../src/sync/receive-primary.ts";
import { withoutRefusedLinks } from "../../../src/sync/waiting-links.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";
import { freshSync, rulesFor } from "./sample-rules.ts";

/** Links that are made while their other issue leaves. */
const LINKS: ContractTerms = { ...DEFAULT_TERMS, links: "known" };
let world: World | null = null;
const W = () => world as World;
const begin = async (terms = LINKS) => void (world = await connectedWorld({ seed: 21, natures: { P: exact, S: exact }, terms }));
afterEach(() => {
  if (world) for (const side of [world.P, world.S]) side.close();
  world = null;
});
const pass = async (...sides: SimulatedProject[]) => {
  for (const side of sides) {
    W().clock.now += 500;
    await side.pass();
  }
};
const rest = async () => {
  for (let i = 0; i < 8; i++) await pass(W().P, W().S);
};
const shared = async (side: SimulatedProject) => {
  const issue = newId(W().clock.now, W().random.bytes(10));
  side.tracker.add(issue, { fields: { title: "Valve" }, share: [CONNECTION] });
  await rest();
  return issue;
};
const both = <T>(look: (side: SimulatedProject) => T): readonly T[] => [W().P, W().S].map(look);
const links = (issue: string) => both((side) => (side.tracker.issue(issue)?.links ?? []).map(linkText).join());
const agreed = (issue: string) => both((side) => (side.row(issue)?.sync.base.links ?? []).map(linkText).join());
const statuses = (issue: string) => both((side) => side.row(issue)?.status);
const waiting = (side: SimulatedProject, issue: string) => Object.values(side.row(issue)?.sync.stays ?? {}).map(({ code }) => code);
const link = (side: SimulatedProject, issue: string, kind: string, to: string) =>
  side.tracker.edit(issue, { links: { added: [{ kind, issue: to }], removed: [] } });

it.each(["P", "S"] as const)(
  "a link of %s whose other issue leaves before it does waits, is no error, and travels when that is shared again",
  async (letter) => {
    await begin();
    const { P, S } = W();
    const side = W()[letter];
    const [own, theirs] = [await shared(side), await shared(side === P ? S : P)];
    const maker = side === P ? S : P;
    // The message that says so is there, and the link is made, before either is looked at.
    maker.tracker.edit(theirs, { share: [] });
    await pass(maker);
    link(side, own, "blocks", theirs);
    await rest();
    expect([agreed(own), waiting(side, own), statuses(own)]).toEqual([["", ""], ["LINK_NOT_KNOWN"], ["up to date", "up to date"]]);
    maker.tracker.edit(theirs, { share: [CONNECTION] });
    await rest();
    expect([agreed(own), waiting(side, own)]).toEqual([[`blocks ${theirs}`, `blocks ${theirs}`], []]);
    expect(links(own)).toEqual([`blocks ${theirs}`, `blocks ${theirs}`]);
  },
);

it("a link that the secondary refuses, since it has not the other issue any more, is agreed by neither, and an error at neither", async () => {
  await begin({ ...LINKS, deletes: "keep" });
  const { P, S } = W();
  const [a, b] = [await shared(P), await shared(P)];
  S.tracker.remove(b);
  await rest();
  link(P, a, "blocks", b);
  await rest();
  expect(S.said.some(({ body }) => body.includes("LINK_NOT_KNOWN"))).toBe(true);
  expect([agreed(a), statuses(a), waiting(P, a)]).toEqual([["", ""], ["up to date", "up to date"], ["LINK_NOT_KNOWN"]]);
  expect(links(a)).toEqual([`blocks ${b}`, ""]);
});

it("a link that the partner took away while its issue was deleted here does not come back with the issue", async () => {
  await begin();
  const { P, S } = W();
  const [a, b] = [await shared(P), await shared(P)];
  link(P, a, "blocks", b);
  await rest();
  P.tracker.remove(a);
  S.tracker.edit(a, { fields: { title: "Pump" }, links: { added: [], removed: [{ kind: "blocks", issue: b }] } });
  await pass(S);
  await rest();
  expect(both((side) => side.tracker.issue(a)?.fields["title"])).toEqual(["Pump", "Pump"]);
  expect(links(a)).toEqual(["", ""]);
});

const n = (number: number) => ({ era: 0, number });
const plain: Document = { fields: { title: "Valve" }, comments: [], deleted: false, shared: true };
const linked: Document = { ...plain, links: [{ kind: "blocks", issue: "b" }] };

it("an answer of the primary says no link of its own to an issue that left meanwhile", () => {
  const sync = { ...freshSync(), base: plain, mine: linked, shadow: linked, revision: n(1), agreed: n(1) };
  const said = {
    kind: "issue" as const,
    issue: "i1",
    key: "S-1",
    overruled: [],
    contract: 1,
    base: n(1),
    changes: { fields: { title: "Pump" } },
  };
  const answer = (standing: "both" | "told" | null) => {
    const rules = rulesFor("primary", { contract: { ...LINKS, number: 1 }, standing: () => standing });
    const merged = receiveAtPrimary(rules, { ...sync, snapshots: [{ revision: n(1), document: plain }] }, said, []);
    const { messages } = merged!.answer(merged!.sync, "P-1");
    return messages[0]?.changes?.links;
  };
  expect([answer("both"), answer("told"), answer(null)]).toEqual([{ added: linked.links }, undefined, undefined]);
});

it("a refusal of a link takes it out of the revision that is confirmed and those that follow, not where it was made again since", () => {
  const refused = [{ field: "link:blocks b", value: true, failure: { code: "LINK_NOT_KNOWN" as const } }];
  const numbered = (...documents: Document[]) => ({
    ...freshSync(),
    base: documents.at(-1) ?? plain,
    mine: linked,
    shadow: linked,
    snapshots: documents.map((document, i) => ({ revision: n(i + 1), document })),
  });
  const leftOf = (revision: number, ...documents: Document[]) => {
    const next = withoutRefusedLinks(numbered(...documents), n(revision), refused);
    return [next.snapshots.map(({ document }) => document.links?.length ?? 0), next.mine.links?.length ?? 0, next.base.links?.length ?? 0];
  };
  const left = (...documents: Document[]) => leftOf(2, ...documents);
  expect(left(plain, linked, linked)).toEqual([[0, 0, 0], 0, 0]);
  expect(left(plain, linked, plain, linked)).toEqual([[0, 0, 0, 1], 1, 1]);
  expect(left(linked, plain, linked)).toEqual([[1, 0, 1], 1, 1]);
  // The number is the partner's word: of a revision that was never given it says nothing.
  expect([leftOf(0, linked, linked), leftOf(9, linked)]).toEqual([
    [[1, 1], 1, 1],
    [[1], 1, 1],
  ]);
});

it("an issue that is due and has nothing to say does not hold up a pass", async () => {
  await begin();
  const { P } = W();
  const [a, b] = [await shared(P), await shared(P)];
  link(P, a, "blocks", b);
  await rest();
  P.tracker.edit(b, { share: [] });
  await rest();
  // A state that no rule leaves behind: the numbered document says otherwise than what is agreed, and no message can mend it.
  const { sync } = P.row(a)!;
  const snapshots = sync.snapshots.map((one) => ({ ...one, document: withExtras(one.document, one.document.attachments, undefined) }));
  P.store.transaction(() => P.store.putSync({ ...P.row(a)!, sync: { ...sync, snapshots }, due: true }));
  P.tracker.edit(b, { fields: { title: "Pump" } });
  await pass(P);
  expect(P.row(a)?.sync.base.links).toHaveLength(1);
});

it("a link that is on its way when its other issue leaves is no edit of its maker when the answer comes", async () => {
  await begin();
  const { P, S } = W();
  const [a, b] = [await shared(P), await shared(S)];
  link(S, a, "blocks", b);
  await pass(S);
  S.tracker.edit(b, { share: [] });
  await pass(S);
  S.tracker.edit(a, { fields: { title: "Pump" } });
  await pass(S);
  await rest();
  expect([links(a), agreed(a)]).toEqual([
    [`blocks ${b}`, `blocks ${b}`],
    [`blocks ${b}`, `blocks ${b}`],
  ]);
});
