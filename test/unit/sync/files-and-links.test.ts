import { afterEach, describe, expect, it } from "vitest";
import { DEFAULT_TERMS, type ContractTerms } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import type { TrackerAttachment } from "../../../src/model/tracker-issue.ts";
import { projectLinks } from "../../../src/sync/project-files.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";
import { freshSync, issueOf, rulesFor } from "./sample-rules.ts";

let world: World;
const ALL: ContractTerms = { ...DEFAULT_TERMS, attachments: "all", links: "known" };

async function begin(terms: ContractTerms = ALL): Promise<void> {
  world = await connectedWorld({ seed: 21, natures: { P: exact, S: exact }, terms });
}
afterEach(() => {
  for (const side of [world.P, world.S]) side.close();
});

const id = (): string => newId(world.clock.now, world.random.bytes(10));

async function rest(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    world.clock.now += 1000;
    await world.P.pass();
    await world.S.pass();
  }
}

function file(name: string, size = 10, sum = "a"): TrackerAttachment {
  return { id: id(), name, mediaType: "image/png", author: "Ada", created: null, content: { size, sha256: sum.repeat(64) }, here: true };
}

async function shared(side: SimulatedProject, more: Parameters<SimulatedProject["tracker"]["add"]>[1] = {}): Promise<string> {
  const issue = id();
  side.tracker.add(issue, { fields: { title: "Valve" }, share: [CONNECTION], ...more });
  await rest();
  return issue;
}

const filesOf = (side: SimulatedProject, issue: string): string[] | undefined =>
  side.tracker.issue(issue)?.attachments?.map(({ name }) => name);
const linksOf = (side: SimulatedProject, issue: string): unknown => side.tracker.issue(issue)?.links;
const statuses = (issue: string): string => [world.P, world.S].map((side) => side.row(issue)?.status).join(" | ");

describe.each(["P", "S"] as const)("files of %s", (letter) => {
  const sides = (): [SimulatedProject, SimulatedProject] => (letter === "P" ? [world.P, world.S] : [world.S, world.P]);

  it("arrive, change and go by their author's side, and both are equal at the end", async () => {
    await begin();
    const [own, other] = sides();
    const picture = file("a.png");
    const issue = await shared(own, { attachments: [picture] });
    expect(other.tracker.issue(issue)?.attachments).toMatchObject([{ id: picture.id, content: picture.content, here: false }]);
    own.tracker.edit(issue, { attachments: [{ ...picture, name: "b.png", content: { size: 11, sha256: "b".repeat(64) } }] });
    await rest();
    expect(other.tracker.issue(issue)?.attachments).toMatchObject([{ name: "b.png", content: { size: 11 } }]);
    own.tracker.edit(issue, { removedAttachments: [picture.id] });
    await rest();
    expect(filesOf(other, issue)).toBeUndefined();
    expect(other.row(issue)?.sync.base.attachments).toMatchObject([{ removed: true, size: 0, sha256: "" }]);
    expect(statuses(issue)).toBe("up to date | up to date");
  });

  it("that the other side takes out by hand come back there", async () => {
    await begin();
    const [own, other] = sides();
    const picture = file("a.png");
    const issue = await shared(own, { attachments: [picture] });
    other.tracker.edit(issue, { removedAttachments: [picture.id] });
    await rest();
    expect([filesOf(own, issue), filesOf(other, issue)]).toEqual([["a.png"], ["a.png"]]);
    expect(statuses(issue)).toBe("up to date | up to date");
  });

  it("whose content is not here are as they were agreed: that is no deletion", async () => {
    await begin();
    const [own, other] = sides();
    const picture = file("a.png");
    const issue = await shared(own, { attachments: [picture] });
    own.tracker.edit(issue, {
      attachments: [
        { ...picture, content: null, here: false },
        { ...file("new.png"), content: null, here: false },
      ],
    });
    await rest();
    expect(other.tracker.issue(issue)?.attachments).toMatchObject([{ id: picture.id, content: picture.content }]);
    expect(Object.values(own.row(issue)?.sync.stays ?? {}).map(({ code, value }) => [code, value])).toEqual([["NO_CONTENT", "new.png"]]);
    expect(statuses(issue)).toBe("up to date | up to date");
  });

  it("outside the contract stay, and are no error; one that narrows takes nothing back", async () => {
    await begin({ ...ALL, attachments: { largest: 20, names: ["*.png"] } });
    const [own, other] = sides();
    const picture = file("a.png");
    const issue = await shared(own, { attachments: [picture, file("large.png", 21), file("a.txt")] });
    expect(filesOf(other, issue)).toEqual(["a.png"]);
    expect(Object.values(own.row(issue)?.sync.stays ?? {}).map(({ value, detail }) => `${JSON.stringify(value)} ${detail}`)).toEqual([
      '"large.png" largest',
      '"a.txt" names',
    ]);
    expect(statuses(issue)).toBe("up to date | up to date");
    const { P, S } = world;
    for (const side of [P, S])
      side.store.transaction(() => {
        const connection = side.connection();
        if (connection.contract)
          side.store.putConnection({ ...connection, contract: { ...connection.contract, attachments: { largest: 5 } } });
      });
    own.tracker.edit(issue, { attachments: [{ ...picture, content: { size: 12, sha256: "c".repeat(64) } }, file("small.png", 5)] });
    await rest();
    expect(other.tracker.issue(issue)?.attachments).toMatchObject([{ id: picture.id, content: picture.content }, { name: "small.png" }]);
    expect(statuses(issue)).toBe("up to date | up to date");
  });
});

describe("a file that was noted before the contract narrowed", () => {
  it.each(["P", "S"] as const)("of %s never leaves, and its side is told why", async (letter) => {
    await begin();
    const { P, S } = world;
    const own = letter === "P" ? P : S;
    const issue = await shared(own);
    P.settings = { ...P.settings, terms: { ...ALL, attachments: { names: ["*.png"] } } };
    await P.command({ kind: "publish", connection: CONNECTION, note: "", unverified: true, author: "P" });
    await P.pass();
    await S.pass();
    own.tracker.edit(issue, { attachments: [file("paper.txt")] });
    await own.pass();
    expect(own.row(issue)?.sync.mine.attachments).toMatchObject([{ name: "paper.txt" }]);
    const contract = S.connection().proposed?.contract.number ?? 0;
    await S.command({ kind: "accept", connection: CONNECTION, contract, note: "", unverified: true, author: "S" });
    await rest();
    await rest();
    expect(Object.values(own.row(issue)?.sync.stays ?? {})).toMatchObject([
      { code: "NOT_IN_CONTRACT", detail: "names", value: "paper.txt" },
    ]);
    expect(filesOf(letter === "P" ? S : P, issue)).toBeUndefined();
    expect(statuses(issue)).toBe("up to date | up to date");
  });
});

describe("links", () => {
  it("travel as a set, adds and removes of both sides together", async () => {
    await begin();
    const [a, b] = [await shared(world.P), await shared(world.S)];
    const link = (kind: string) => ({ kind, issue: b });
    world.P.tracker.edit(a, { links: { added: [link("blocks"), link("follows")], removed: [] } });
    await rest();
    expect(linksOf(world.S, a)).toEqual([link("blocks"), link("follows")]);
    world.P.tracker.edit(a, { links: { added: [link("needs")], removed: [link("blocks")] } });
    world.S.tracker.edit(a, { links: { added: [link("equals")], removed: [link("follows")] } });
    await rest();
    for (const side of [world.P, world.S]) expect(linksOf(side, a)).toEqual([link("equals"), link("needs")]);
    expect(statuses(a)).toBe("up to date | up to date");
  });

  it.each(["P", "S"] as const)("of %s to an issue that only one side has wait until both have it", async (letter) => {
    await begin();
    const own = letter === "P" ? world.P : world.S;
    const other = letter === "P" ? world.S : world.P;
    const secret = id();
    own.tracker.add(secret, { fields: { title: "Secret" }, share: [] });
    const link = { kind: "blocks", issue: secret };
    const issue = await shared(own, { links: { added: [link], removed: [] } });
    expect(linksOf(other, issue)).toBeUndefined();
    expect(own.said.map(({ body }) => body).join()).not.toContain(secret);
    expect(Object.values(own.row(issue)?.sync.stays ?? {}).map(({ code }) => code)).toEqual(["LINK_NOT_KNOWN"]);
    expect(statuses(issue)).toBe("up to date | up to date");
    own.tracker.edit(secret, { share: [CONNECTION] });
    await rest();
    expect(linksOf(other, issue)).toEqual([link]);
    expect(own.row(issue)?.sync.stays).toBeUndefined();
    expect(statuses(issue)).toBe("up to date | up to date");
  });

  it("alone keep an issue alive that the other side deletes", async () => {
    await begin();
    const [a, b] = [await shared(world.P), await shared(world.P)];
    world.P.tracker.edit(a, { links: { added: [{ kind: "blocks", issue: b }], removed: [] } });
    world.S.tracker.remove(a);
    await rest();
    expect(linksOf(world.S, a)).toEqual([{ kind: "blocks", issue: b }]);
  });

  it("that wait for one issue are all looked at when both have it, however many, a bounded number at a time", async () => {
    await begin();
    const target = await shared(world.P);
    const { store } = world.P;
    const connection = world.P.connection().id;
    store.transaction(() => {
      for (let i = 0; i < 1_200; i++) store.addWaitingLink(connection, "target", `waiting-${i}`);
      store.endWaitingLinks(connection, "target");
    });
    expect(store.dueLinks(9_999)).toHaveLength(1_200);
    const read = world.P.tracker.read.bind(world.P.tracker);
    const asked: number[] = [];
    world.P.tracker.read = async (ids) => {
      if (ids.some((one) => one.startsWith("waiting-"))) asked.push(ids.length);
      return read(ids);
    };
    world.P.tracker.edit(target, { fields: { title: "Pump" } });
    await world.P.pass();
    expect([store.dueLinks(9_999), asked]).toEqual([[], [500, 500, 200]]);
  });
});

it("what is projected of links leads to issues that both sides have, whatever is held back later", () => {
  const [both, sent, stranger] = [1, 2, 3].map((seed) => newId(1, new Uint8Array(10).fill(seed)));
  if (!both || !sent || !stranger) throw new Error("no ids");
  const standing = (issue: string): "both" | "told" | null => (issue === both ? "both" : issue === sent ? "told" : null);
  const rules = rulesFor("primary", { contract: { ...ALL, number: 1 }, standing });
  const links = [both, sent, stranger].map((issue) => ({ kind: "blocks", issue }));
  const { mine, shadow } = freshSync();
  const found = projectLinks(rules, issueOf({ links }), { mine, shadow });
  expect(found.links).toEqual([{ kind: "blocks", issue: both }]);
  expect(Object.values(found.stays).map(({ code }) => code)).toEqual(["LINK_NOT_KNOWN", "LINK_NOT_KNOWN"]);
});
