import { afterEach, expect, it } from "vitest";
import { attachmentTombstone } from "../../../src/model/attachment-set.ts";
import { difference } from "../../../src/model/changes.ts";
import { type ContractTerms, DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { EMPTY_DOCUMENT } from "../../../src/model/document.ts";
import { newId } from "../../../src/model/ids.ts";
import { refusalOf } from "../../../src/protocol/codec.ts";
import { withinContract } from "../../../src/sync/outgoing.ts";
import { receiveAtPrimary, supersededAtPrimary } from "../../../src/sync/receive-primary.ts";
import { receiveAtSecondary } from "../../../src/sync/receive-secondary.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";
import { PARTNER, SELF, freshSync, rulesFor } from "./sample-rules.ts";

let world: World | null = null;
const W = () => world as World;
const ALL: ContractTerms = { ...DEFAULT_TERMS, attachments: "all", links: "known" };
const begin = async (terms = ALL) => void (world = await connectedWorld({ seed: 21, natures: { P: exact, S: exact }, terms }));
afterEach(() => {
  if (world) for (const side of [world.P, world.S]) side.close();
  world = null;
});
const id = () => newId(W().clock.now, W().random.bytes(10));
const rest = async (n = 8) => {
  for (let i = 0; i < n; i++)
    for (const side of [W().P, W().S]) {
      W().clock.now += 500;
      await side.pass();
    }
};
const file = (name: string) => ({
  id: id(),
  name,
  mediaType: "image/png",
  author: "Ada <ada@acme.example>",
  created: null,
  content: { size: 10, sha256: "a".repeat(64) },
  here: true,
});
const shared = async (side: SimulatedProject, more = {}) => {
  const issue = id();
  side.tracker.add(issue, { fields: { title: "Valve" }, share: [CONNECTION], ...more });
  await rest();
  return issue;
};
const links = (side: SimulatedProject, issue: string) => side.tracker.issue(issue)?.links ?? [];
const files = (side: SimulatedProject, issue: string) => side.tracker.issue(issue)?.attachments ?? [];
const statuses = (issue: string) => [W().P, W().S].map((side) => side.row(issue)?.status).join(" | ");
const add = (...added: { kind: string; issue: string }[]) => ({ links: { added, removed: [] } });

it("a link that S refused is not taken back at P by S's next edit of links", async () => {
  await begin({ ...ALL, deletes: "keep" });
  const { P, S } = W();
  const [a, b, c] = [await shared(P), await shared(P), await shared(P)];
  S.tracker.remove(b);
  await rest();
  P.tracker.edit(a, add({ kind: "blocks", issue: b }));
  await rest();
  S.tracker.edit(a, add({ kind: "needs", issue: c }));
  await rest();
  expect(links(P, a)).toContainEqual({ kind: "blocks", issue: b });
});
it("an answer made again under `links: none` takes no link of the secondary's user", () => {
  const n = (number: number) => ({ era: 0, number });
  const link = { kind: "blocks", issue: "b" };
  const agreed = { fields: { title: "Valve" }, comments: [], deleted: false, shared: true };
  const theirs = { ...agreed, links: [link] };
  const state = { ...freshSync(), base: agreed, mine: agreed, shadow: agreed, revision: n(1), agreed: n(1) };
  const [before, later] = [
    { ...ALL, number: 1 },
    { ...ALL, links: "none" as const, number: 2 },
  ];
  const standing = () => "both" as const;
  const said = {
    kind: "issue" as const,
    issue: "i1",
    key: "S-1",
    conflicts: [],
    refused: [],
    overruled: [],
    contract: 1,
    base: n(1),
    changes: difference(agreed, theirs),
  };
  const merged = receiveAtPrimary(
    rulesFor("primary", { contract: before, standing }),
    { ...state, snapshots: [{ revision: n(1), document: agreed }] },
    said,
    [],
  );
  const again = supersededAtPrimary(
    rulesFor("primary", { contract: later, standing }),
    merged!.answer(merged!.sync, "P-1").sync,
    { revision: n(1) },
    "P-1",
  );
  const got = receiveAtSecondary(
    rulesFor("secondary", { contract: later, self: PARTNER, partner: SELF, standing }),
    { ...state, introducedBy: "partner", mine: theirs, shadow: theirs, sent: theirs },
    again.messages[0] as never,
  );
  expect(got?.sync.mine.links).toEqual([link]);
});
it("links beyond the bound take no agreed ones away", async () => {
  await begin();
  const { P, S } = W();
  const [a, b] = [await shared(P), await shared(P)];
  const many = (word: string) => Array.from({ length: 300 }, (_, n) => ({ kind: `${word}${n}`, issue: b }));
  P.tracker.edit(a, add(...many("z")));
  await rest();
  S.tracker.edit(a, add(...many("a")));
  await rest();
  expect(links(P, a).filter(({ kind }) => kind.startsWith("z")).length).toBe(300);
});
it("a removed file says no name that the contract keeps", () => {
  const agreed = { id: "f", origin: SELF, name: "a.png", size: 1, sha256: "a".repeat(64), mediaType: "image/png", author: "", created: "" };
  const renamed = { ...agreed, name: "Layoffs.xlsx" };
  const mine = { ...EMPTY_DOCUMENT, attachments: [attachmentTombstone(renamed)] };
  const out = withinContract({ ...ALL, number: 2, attachments: { names: ["*.png"] } }, mine, { ...EMPTY_DOCUMENT, attachments: [agreed] });
  expect(JSON.stringify(out)).not.toContain("Layoffs");
});
it("a partner's file that was changed by hand is restored", async () => {
  await begin();
  const picture = file("a.png");
  const issue = await shared(W().P, { attachments: [picture] });
  W().S.tracker.edit(issue, { attachments: [{ ...picture, name: "other.exe" }] });
  await rest();
  expect(files(W().S, issue)).toMatchObject([{ name: "a.png" }]);
});
it("a stale text with the former name of an own file is no edit", async () => {
  await begin();
  const picture = file("a.png");
  const issue = await shared(W().P, { attachments: [picture] });
  const old = W().P.tracker.issue(issue)!;
  W().P.tracker.edit(issue, { attachments: [{ ...picture, name: "b.png" }] });
  await rest();
  W().P.tracker.saveStale(issue, old, { fields: { title: "Typed" } });
  await rest();
  expect(files(W().S, issue)).toMatchObject([{ name: "b.png" }]);
});
it("a rewrite takes nothing from own files", async () => {
  await begin();
  const [own, theirs] = [file("a.png"), file("t.png")];
  const issue = await shared(W().P, { attachments: [own] });
  W().S.tracker.edit(issue, { attachments: [theirs] });
  await rest();
  W().P.tracker.edit(issue, { removedAttachments: [theirs.id] });
  await rest();
  expect(files(W().P, issue).find((one) => one.id === own.id)).toMatchObject({ author: own.author, here: true });
});
it("what both sides agreed fits into a whole issue", async () => {
  await begin();
  const a = await shared(W().P);
  for (const side of [W().P, W().S]) side.tracker.edit(a, { attachments: Array.from({ length: 600 }, () => file("a.png")) });
  await rest();
  const whole = { document: difference(EMPTY_DOCUMENT, W().S.row(a)!.sync.base), lineage: [], restored: false };
  expect(
    refusalOf({ kind: "issue", issue: a, contract: 1, base: { era: 0, number: 1 }, key: "S-1", changes: {}, overruled: [], whole }),
  ).toBeNull();
});
it.each([{ mediaType: "Image/PNG" }, { created: "yesterday" }])("one odd value of a file keeps no issue back: %j", async (odd) => {
  await begin();
  const issue = await shared(W().P, { attachments: [{ ...file("a.png"), ...odd }] });
  expect(statuses(issue)).toBe("up to date | up to date");
});
it("one odd kind of a link keeps no issue back", async () => {
  await begin();
  const b = await shared(W().P);
  const issue = await shared(W().P, add({ kind: "blocks  it", issue: b }));
  expect(statuses(issue)).toBe("up to date | up to date");
});
it("a link that was refused travels once its issue is shared again", async () => {
  await begin();
  const { P, S } = W();
  const [a, b] = [await shared(P), await shared(P)];
  P.tracker.edit(b, { share: [] });
  S.tracker.edit(a, add({ kind: "blocks", issue: b }));
  await rest();
  P.tracker.edit(b, { share: [CONNECTION] });
  await rest();
  expect([statuses(a), links(P, a).length]).toEqual(["up to date | up to date", 1]);
});
it("a link that is due is looked at when the tracker can be read again", async () => {
  await begin();
  const { P, S } = W();
  const secret = id();
  P.tracker.add(secret, { fields: { title: "Secret" }, share: [] });
  const issue = await shared(P, add({ kind: "blocks", issue: secret }));
  const tracker = P.tracker as unknown as { read: (ids: readonly string[]) => Promise<unknown> };
  const read = tracker.read.bind(tracker);
  let used = 0;
  tracker.read = async (ids) => (ids.length === 1 && ids[0] === issue && used++ === 0 ? null : read(ids));
  P.tracker.edit(secret, { share: [CONNECTION] });
  await rest();
  expect(links(S, issue)).toHaveLength(1);
});
