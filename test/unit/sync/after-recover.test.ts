import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type ContractTerms, DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { post } from "../../../src/sync/context.ts";
import { type SavedSide, saveSide, storesDirectory } from "../../simulation/saved-side.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/**
 * Issues that are in an odd state when a generation begins: refused, not shared any more, shared again. They come to rest as if nothing had been put
 * back, and are no errors afterwards.
 */
const TERMS: ContractTerms = {
  ...DEFAULT_TERMS,
  fields: [
    ...DEFAULT_TERMS.fields.filter(({ name }) => name !== "priority" && name !== "status"),
    { name: "priority", kind: "option", direction: "to-primary", policy: "primary" },
    { name: "status", kind: "option", direction: "to-secondary", policy: "primary" },
  ],
};

let world: World;
let stores: string;
let P: SimulatedProject;
let S: SimulatedProject;
let copies = 0;

beforeEach(async () => {
  const directory = storesDirectory();
  stores = directory.path;
  world = await connectedWorld({ seed: 7, natures: { P: exact, S: exact }, terms: TERMS, stores });
  ({ P, S } = world);
  onTestFinished(() => {
    for (const side of [P, S]) side.close();
    directory.remove();
  });
});

const saved = (side: SimulatedProject): SavedSide => saveSide(side, join(stores, `${side.letter}.db`), join(stores, `copy-${++copies}`));
const field = (side: SimulatedProject, id: string, name: string): unknown => side.tracker.issue(id)?.fields[name] ?? null;
const statuses = (id: string): readonly unknown[] => [P, S].map((side) => side.row(id)?.status);

async function passes(times: number, sides: readonly SimulatedProject[] = [P, S]): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of sides) await side.pass();
}

async function shared(side: SimulatedProject): Promise<string> {
  const id = newId(world.clock.now++, world.random.bytes(10));
  side.tracker.add(id, { fields: { title: "Valve", body: "one" }, share: [CONNECTION] });
  await passes(5);
  return id;
}

test("what the secondary said whole and the primary refused is said whole again when it is tried again", async () => {
  const id = await shared(P);
  const yesterday = saved(S);
  S.tracker.edit(id, { fields: { title: "Pump" } });
  await S.pass();
  yesterday.putBack("state");
  for (let i = 0; i < 8 && !S.row(id)?.sync.recovering?.told; i++) {
    await P.pass();
    await S.pass();
  }
  const whole = S.said.findLast(({ body }) => body.includes('"whole"'));
  if (!whole || S.row(id)?.sync.sent === null) throw new Error("the scene is not set");
  // What a primary does with a whole that it cannot answer.
  const addInbox = P.store.addInbox.bind(P.store);
  P.store.addInbox = (entries) => addInbox(entries.filter(({ life, number }) => life !== whole.life || number !== whole.number));
  P.store.transaction(() =>
    post(P.context, P.connection().id, [{ kind: "refused", message: { life: whole.life, number: whole.number }, code: "TOO_LARGE" }]),
  );
  await passes(4);
  expect(S.row(id)?.status).toBe("error");
  expect(await S.command({ kind: "retry", issue: id, author: "Bo" })).toMatchObject({ kind: "done" });
  await passes(6);
  expect([statuses(id), field(P, id, "title")]).toEqual([["up to date", "up to date"], "Pump"]);
});

describe.each(["P", "S"] as const)("an issue that %s stopped sharing", (letter) => {
  let owner: SimulatedProject;
  let id: string;
  beforeEach(async () => {
    owner = letter === "P" ? P : S;
    id = await shared(owner);
  });

  /** It is shared again, and edits travel as ever. */
  const goesOn = async (): Promise<void> => {
    owner.tracker.edit(id, { share: [CONNECTION] });
    await passes(8);
    owner.tracker.edit(id, { fields: { title: "Shared again" } });
    await passes(5);
    expect(statuses(id)).toEqual(["up to date", "up to date"]);
    expect([P, S].map((side) => field(side, id, "title"))).toEqual(["Shared again", "Shared again"]);
  };

  test.each(["P", "S"] as const)("stays a local one when %s was put back, and can be shared again", async (which) => {
    const side = which === "P" ? P : S;
    owner.tracker.edit(id, { share: [] });
    await passes(5);
    const yesterday = saved(side);
    await shared(side);
    yesterday.putBack("state");
    await passes(10);
    expect([P, S].map((one) => one.connection().stream.generation)).toEqual([2, 2]);
    expect(statuses(id)).toEqual(["local", "local"]);
    const asked = P.said.some(({ body }) => body.includes('"base unknown"') && body.includes(id));
    expect(asked).toBe(letter === "P" && side === P);
    await goesOn();
  });

  test.each(["P", "S"] as const)("stays a local one when %s was put back to before that, and can be shared again", async (which) => {
    const side = which === "P" ? P : S;
    const yesterday = saved(side);
    owner.tracker.edit(id, { share: [] });
    await passes(5);
    yesterday.putBack("state");
    await passes(10);
    expect(statuses(id)).toEqual(["local", "local"]);
    const said = [P, S].map((one) => one.said.length);
    await passes(3);
    expect([P, S].map((one) => one.said.length)).toEqual(said);
    await goesOn();
  });

  test("stays a local one when both were put back, the partner to before that, and can be shared again", async () => {
    const partner = saved(letter === "P" ? S : P);
    owner.tracker.edit(id, { share: [] });
    await passes(5);
    const own = saved(owner);
    await shared(owner);
    for (const yesterday of [partner, own]) yesterday.putBack("state");
    await passes(12);
    expect([statuses(id), P.row(id)?.sync.recovering]).toEqual([["local", "local"], undefined]);
    await goesOn();
  });
});

test.each([
  ["P", "status", "done"],
  ["S", "priority", "high"],
] as const)(
  "what was not shared with %s in the state that was put back, and is since, comes back with its own values",
  async (letter, own, value) => {
    const [side, partner] = letter === "P" ? [P, S] : [S, P];
    const id = await shared(partner);
    const stays = await shared(partner);
    for (const issue of [id, stays]) partner.tracker.edit(issue, { share: [] });
    await passes(5);
    const yesterday = saved(side);
    partner.tracker.edit(id, { share: [CONNECTION] });
    await passes(5);
    side.tracker.edit(id, { fields: { title: "Pump", [own]: value } });
    await passes(5);
    if (field(partner, id, own) !== value) throw new Error("the scene is not set");
    yesterday.putBack("state and issues");
    await passes(12);
    expect([statuses(id), statuses(stays)]).toEqual([
      ["up to date", "up to date"],
      ["local", "local"],
    ]);
    for (const one of [P, S]) {
      expect([field(one, id, "title"), field(one, id, own)]).toEqual(["Pump", value]);
      expect(one.row(id)?.sync.lost).toEqual([]);
    }
    partner.tracker.edit(stays, { share: [CONNECTION], fields: { body: "two" } });
    await passes(8);
    expect([statuses(stays), field(side, stays, "body")]).toEqual([["up to date", "up to date"], "two"]);
  },
);

test.each(["P", "S"] as const)(
  "an edit that was on its way in the state that was put back to %s is kept where the issue has another value",
  async (which) => {
    const id = await shared(P);
    const side = which === "P" ? P : S;
    side.tracker.edit(id, { fields: { title: "On its way" } });
    await side.pass();
    expect(side.row(id)?.status).toBe("pending");
    const yesterday = saved(side);
    await passes(4);
    side.tracker.edit(id, { fields: { title: "Typed since", body: "two" } });
    await passes(4);
    yesterday.putBack("state");
    await passes(10);
    expect([statuses(id)[which === "P" ? 1 : 0], field(P, id, "title"), field(S, id, "title")]).toEqual([
      "up to date",
      "Typed since",
      "Typed since",
    ]);
    // Nothing else is: the body was agreed before.
    expect(side.row(id)?.sync.lost.map(({ value }) => value)).toEqual(["On its way"]);
  },
);
