import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type ContractTerms, DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import type { Message } from "../../../src/protocol/message.ts";
import { post } from "../../../src/sync/context.ts";
import { MOST_NAMED } from "../../../src/sync/note-named.ts";
import { type SavedSide, saveSide, storesDirectory } from "../../simulation/saved-side.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** Which issues a side that was put back believes its partner about, and for how long: those that it names as it begins anew, once. */
const TERMS: ContractTerms = {
  ...DEFAULT_TERMS,
  fields: [
    ...DEFAULT_TERMS.fields.filter(({ name }) => name !== "priority" && name !== "status"),
    { name: "priority", kind: "option", direction: "to-primary", policy: "primary" },
    { name: "status", kind: "option", direction: "to-secondary", policy: "primary" },
  ],
};
const NONE = { era: 0, number: 0 };

let world: World;
let stores: string;

beforeEach(async () => {
  const directory = storesDirectory();
  stores = directory.path;
  world = await connectedWorld({ seed: 7, natures: { P: exact, S: exact }, terms: TERMS, stores });
  onTestFinished(() => {
    for (const side of [world.P, world.S]) side.close();
    directory.remove();
  });
});

const mint = (): string => newId(world.clock.now++, world.random.bytes(10));
const saved = (side: SimulatedProject): SavedSide => saveSide(side, join(stores, `${side.letter}.db`), join(stores, `${side.letter}-copy`));
const shared = (side: SimulatedProject, title: string): string => {
  const id = mint();
  side.tracker.add(id, { fields: { title }, share: [CONNECTION] });
  return id;
};
async function passes(times: number, ...sides: readonly SimulatedProject[]): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of sides) await side.pass();
}
const says = (side: SimulatedProject, message: Message): void =>
  side.store.transaction(() => void post(side.context, side.connection().id, [message]));
const remark = (body: string) => ({ id: mint(), author: "Ada", created: "2026-11-22", body, internal: false });

describe.each([
  ["S", "priority"],
  ["P", "status"],
] as const)("at %s,", (letter, ownField) => {
  let side: SimulatedProject;
  let partner: SimulatedProject;
  beforeEach(() => {
    [side, partner] = letter === "S" ? [world.S, world.P] : [world.P, world.S];
  });

  const shown = (id: string) =>
    [side, partner].map((one) => {
      const found = one.tracker.issue(id);
      const row = one.row(id);
      return { own: found?.fields[ownField], comments: found?.comments.map(({ body }) => body), status: row?.status, lost: row?.sync.lost };
    });
  const back = { comments: ["Said here."], status: "up to date", lost: [] };
  // What only the secondary may say the primary does not tell, not even to whom it comes from.
  const allBack = [
    { ...back, own: letter === "P" ? "own" : undefined },
    { ...back, own: "own" },
  ];

  test("what was forgotten comes back with its own values and comments from a partner that was stopped meanwhile", async () => {
    const yesterday = saved(side);
    const [ours, theirs] = [shared(side, "Ours"), shared(partner, "Theirs")];
    await passes(4, world.P, world.S);
    for (const id of [ours, theirs]) side.tracker.edit(id, { fields: { [ownField]: "own" }, comments: [remark("Said here.")] });
    await passes(4, world.P, world.S);
    await partner.command({ kind: "stop", connection: CONNECTION, author: "Bo" });
    yesterday.putBack("state and issues");
    await passes(8, side, partner);
    await partner.command({ kind: "start", connection: CONNECTION, author: "Bo" });
    await passes(8, side, partner);
    for (const id of [ours, theirs]) expect(shown(id)).toEqual(allBack);
  });

  test("so does what a partner that was stopped had not looked at yet", async () => {
    const yesterday = saved(side);
    // So that it acknowledged something since, and sees by itself that it was put back.
    shared(partner, "Theirs");
    await passes(4, world.P, world.S);
    await partner.command({ kind: "stop", connection: CONNECTION, author: "Bo" });
    const ours = mint();
    side.tracker.add(ours, { fields: { title: "Ours", [ownField]: "own" }, share: [CONNECTION], comments: [remark("Said here.")] });
    await passes(3, side, partner);
    expect(partner.store.queues(partner.connection().id).in).toBe(1);
    yesterday.putBack("state and issues");
    await passes(8, side, partner);
    await partner.command({ kind: "start", connection: CONNECTION, author: "Bo" });
    await passes(10, side, partner);
    expect(shown(ours)).toEqual(allBack);
  });

  test("what its person excludes meanwhile is not shared again because it was forgotten", async () => {
    const yesterday = saved(side);
    const [ours, other] = [shared(side, "Ours"), shared(partner, "Theirs")];
    await passes(4, world.P, world.S);
    side.tracker.edit(ours, { share: [`-${CONNECTION}`], fields: { title: "Secret" } });
    yesterday.putBack("state");
    await passes(8, side, partner);
    partner.tracker.edit(ours, { fields: { body: "more" } });
    await passes(4, partner, side);
    expect(side.row(other)?.status).toBe("up to date");
    expect(side.tracker.issue(ours)?.fields).toEqual({ title: "Secret" });
    expect(partner.tracker.issue(ours)?.fields["title"]).toBe("Ours");
    expect(side.said.filter(({ body }) => body.includes("Secret"))).toEqual([]);
  });

  test("of very many that it names only so many are believed, and that is told once", async () => {
    const yesterday = saved(side);
    const names = [shared(partner, "One"), shared(partner, "Two"), shared(partner, "Three")];
    await passes(4, world.P, world.S);
    await partner.command({ kind: "stop", connection: CONNECTION, author: "Bo" });
    yesterday.putBack("state and issues");
    await passes(1, side);
    const connection = side.connection();
    const { stream } = connection;
    if (!stream.putBack) throw new Error("nothing was put back");
    const almost = { ...stream, putBack: { ...stream.putBack, named: MOST_NAMED - 1 } };
    side.store.transaction(() => side.store.putConnection({ ...connection, stream: almost }));
    await passes(6, partner, side);
    expect(names.filter((id) => side.store.fact(`forgotten:${connection.id}:${id}`) === "forgotten")).toHaveLength(1);
    const told = side.store.audits(0, 99_999).filter(({ action }) => action === "too many named");
    expect(told.map(({ info }) => info)).toEqual([String(MOST_NAMED)]);
  });

  test("what is believed goes with the connection", async () => {
    const yesterday = saved(side);
    const theirs = shared(partner, "Theirs");
    await passes(4, world.P, world.S);
    await partner.command({ kind: "stop", connection: CONNECTION, author: "Bo" });
    yesterday.putBack("state and issues");
    await passes(6, side, partner);
    const { id } = side.connection();
    expect(side.store.fact(`forgotten:${id}:${theirs}`)).toBe("forgotten");
    const remove = () => side.command({ kind: "remove", connection: CONNECTION, author: "Ada" });
    await remove();
    await passes(3, side, partner);
    expect(await remove()).toMatchObject({ kind: "done", data: { forgotten: 1 } });
    expect(side.store.fact(`forgotten:${id}:${theirs}`)).toBeNull();
  });

  test("a partner names no more once it said something else, whether it answers the Ping or not", async () => {
    const issue = shared(side, "Valve");
    await passes(5, world.P, world.S);
    const yesterday = saved(side);
    side.tracker.edit(issue, { fields: { title: "Pump" } });
    await passes(1, side);
    yesterday.putBack("state");
    const isAnswer = (body: string): boolean => body.includes('"inReplyTo"');
    const usual = { ...partner.store };
    Object.assign(partner.store, {
      addOutbox: (entries: Parameters<typeof usual.addOutbox>[0]) => usual.addOutbox(entries.filter(({ body }) => !isAnswer(body))),
    });
    await passes(8, world.P, world.S);
    expect(side.connection()).toMatchObject({ recovered: { evidence: "own file" }, ping: { nonce: expect.any(String) } });
    expect(side.row(issue)?.status).toBe("up to date");
    const id = mint();
    const forged = { id: mint(), origin: side.self, author: "Ada", created: "2026-11-22", body: "I agree to everything." };
    const revision = partner.letter === "S" ? { era: 0, number: 1 } : NONE;
    says(partner, {
      kind: "confirmation",
      issue: id,
      contract: 1,
      result: "base unknown",
      revision,
      conflicts: [],
      refused: [],
      overruled: [],
      failure: { code: "BASE_UNKNOWN" },
    });
    says(partner, {
      kind: "issue",
      issue: id,
      contract: 1,
      base: revision,
      key: "X-1",
      ...(partner.letter === "P" && { revision: { era: 9, number: 1 } }),
      changes: { fields: { title: "Told", [ownField]: "forged" }, comments: [forged] },
      overruled: [],
      ...(partner.letter === "S" && {
        whole: { document: { fields: { [ownField]: "forged" }, comments: [forged] }, lineage: [], restored: false },
      }),
    });
    await passes(4, partner, side);
    expect(side.tracker.issue(id)?.fields).toEqual({ title: "Told" });
    expect(side.tracker.issue(id)?.comments).toEqual([]);
  });
});

test("an issue that the primary stopped sharing since stays a local one, though a secondary that was put back names it", async () => {
  const { P, S } = world;
  const id = shared(P, "Valve");
  await passes(4, P, S);
  const yesterday = saved(S);
  P.tracker.edit(id, { fields: { title: "Pump" } });
  await passes(4, P, S);
  P.tracker.edit(id, { share: [] });
  S.tracker.edit(shared(S, "Theirs"), { fields: { title: "Ours" } });
  await passes(4, P, S);
  yesterday.putBack("state");
  await S.command({ kind: "stop", connection: CONNECTION, author: "Bo" });
  await passes(8, P, S);
  expect(S.connection().recovered).toBeDefined();
  expect(P.row(id)?.status).toBe("local");
  await S.command({ kind: "start", connection: CONNECTION, author: "Bo" });
  await passes(8, P, S);
  expect([P, S].map((side) => side.row(id)?.status)).toEqual(["local", "local"]);
  P.tracker.edit(id, { share: [CONNECTION], fields: { title: "Shared again" } });
  await passes(8, P, S);
  expect(S.tracker.issue(id)?.fields["title"]).toBe("Shared again");
});
