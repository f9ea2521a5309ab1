import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ContractTerms, DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import type { TrackerChange } from "../../../src/model/tracker-issue.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { valueText } from "../../../src/view/value-text.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** Terms of a contract between two whole projects: what is published, what the partner's program makes of it, what is done by it. */
const STEPS: ContractTerms = {
  ...DEFAULT_TERMS,
  fields: DEFAULT_TERMS.fields.map((field) =>
    field.name === "status"
      ? {
          ...field,
          workflow: [
            { from: "New", to: ["Open"] },
            { from: "Open", to: ["Done"] },
          ],
        }
      : field,
  ),
};

let world: World;
beforeEach(async () => {
  world = await connectedWorld({ seed: 7, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS });
});
afterEach(() => {
  world.P.close();
  world.S.close();
});

async function rest(): Promise<void> {
  for (let i = 0; i < 8; i++)
    for (const side of [world.S, world.P]) {
      world.clock.now += 1000;
      await side.pass();
    }
}

const publish = async (terms: ContractTerms) => {
  world.P.settings = { ...world.P.settings, terms };
  return world.P.command({ kind: "publish", connection: CONNECTION, note: "", unverified: true, author: "Ada" });
};
const accept = async () => {
  const contract = world.S.connection().proposed?.contract.number ?? 0;
  return world.S.command({ kind: "accept", connection: CONNECTION, contract, note: "", unverified: true, author: "Bo" });
};
const contracts = (): string =>
  [world.P, world.S].map((side) => `${side.connection().facts.contract} ${side.connection().contract?.number ?? "-"}`).join(" | ");

/** Puts a message into the stream of a side as a program of another version would make it. */
function say(side: SimulatedProject, content: object): string {
  const number = 1_000_000 + world.clock.now;
  const { life } = side.context;
  const body = JSON.stringify({ v: "1.0", min: "1.0", ...content });
  side.store.transaction(() => side.store.addOutbox([{ connection: side.connection().id, life, number, body, sequence: null }]));
  return `${life}.${number}`;
}

describe("what a partner does not know", () => {
  it("is not published to it", async () => {
    const { partner } = world.P.connection();
    if (!partner) throw new Error("nobody there");
    expect(partner.capabilities).toContain("workflow");
    const { store } = world.P;
    store.transaction(() => store.putConnection({ ...world.P.connection(), partner: { ...partner, capabilities: [] } }));
    expect(await publish(STEPS)).toMatchObject({ kind: "failed", code: "PARTNER_LACKS_TERM", data: { term: "workflow" } });
    expect(await publish({ ...DEFAULT_TERMS, attachments: { names: ["*.png"] } })).toMatchObject({
      code: "PARTNER_LACKS_TERM",
      data: { term: "attachments" },
    });
    expect(await publish({ ...DEFAULT_TERMS, links: "known" })).toMatchObject({ code: "PARTNER_LACKS_TERM", data: { term: "links" } });
    expect(contracts()).toBe("agreed 1 | agreed 1");
  });

  it("is refused by its program, which is as good as declined: the contract in force stays, and the exchange goes on", async () => {
    await publish({ ...DEFAULT_TERMS, comments: "all" });
    const [life, number] = (world.P.connection().proposed?.sentAs ?? "").split(".");
    expect(contracts()).toBe("waiting for secondary 1 | agreed 1");
    // What the partner's older program would say of a term that it does not know, before its user sees anything.
    say(world.S, {
      kind: "refused",
      message: { life, number: Number(number) },
      sequence: 3,
      code: "BAD_SHAPE",
      detail: "contract.comments",
    });
    await world.S.pass();
    await world.P.pass();
    expect(world.P.connection()).toMatchObject({
      facts: { contract: "declined" },
      contract: { number: 1 },
      proposed: null,
      declined: { number: 2, reason: "", refused: "contract.comments" },
    });
    // Another message that was refused says nothing about the contract.
    await publish({ ...DEFAULT_TERMS, deletes: "keep" });
    say(world.S, { kind: "refused", message: { life, number: 1 }, code: "BAD_SHAPE", detail: "x" });
    await world.S.pass();
    await world.P.pass();
    expect(world.P.connection().facts.contract).toBe("waiting for secondary");
  });

  it.each<[string, object]>([
    ["an unknown kind", { fields: [{ ...DEFAULT_TERMS.fields[0], kind: "matrix" }] }],
    ["an unknown term", { encryption: "none" }],
    ["attachments", { attachments: "some" }],
    [
      "a hostile workflow",
      {
        fields: [
          {
            ...DEFAULT_TERMS.fields[3],
            workflow: Array.from({ length: 1_000 }, (_, n) => ({ from: `v${n}`, to: Array.from({ length: 100 }, (_, m) => `v${m}`) })),
          },
        ],
      },
    ],
  ])("is refused with its name, and nobody is asked: %s", async (_, more) => {
    const id = say(world.P, { kind: "configuration", contract: { number: 2, ...DEFAULT_TERMS, ...more }, note: "" });
    await world.P.pass();
    await world.S.pass();
    expect(contracts()).toBe("agreed 1 | agreed 1");
    const answer = world.S.said.map(({ body }) => JSON.parse(body) as Record<string, unknown>).find(({ kind }) => kind === "refused");
    const [life, number] = id.split(".");
    expect(answer).toMatchObject({ code: "BAD_SHAPE", message: { life, number: Number(number) } });
    expect(String(answer?.["detail"])).toMatch(/^contract\./);
    expect(JSON.stringify(answer)).not.toMatch(/matrix|v99|"all"/);
  });
});

describe("an edit that was noted under one contract", () => {
  it("does not leave under another that has no such value: it stays, says so, and goes once that one has it", async () => {
    const id = newId(world.clock.now, world.random.bytes(10));
    world.P.tracker.add(id, { fields: { title: "Valve", status: "New" }, share: [CONNECTION] });
    await rest();
    // Noted while the new contract waits: it is not sent.
    const listed = (values: readonly string[]): ContractTerms => ({
      ...DEFAULT_TERMS,
      fields: DEFAULT_TERMS.fields.map((field) => (field.name === "status" ? { ...field, values } : field)),
    });
    await publish(listed(["New", "Done"]));
    world.P.tracker.edit(id, { fields: { status: "Secret" } });
    await rest();
    await accept();
    const said = world.P.said.length;
    await rest();
    expect(JSON.stringify(world.P.said.slice(said))).not.toContain("Secret");
    expect(world.P.tracker.issue(id)?.fields["status"]).toBe("Secret");
    expect(world.P.row(id)).toMatchObject({
      status: "error",
      sync: { unsendable: { status: { value: "Secret", failure: { code: "VALUE_NOT_LISTED" } } } },
    });
    await publish(listed(["New", "Done", "Secret"]));
    await rest();
    await accept();
    await rest();
    expect(world.S.tracker.issue(id)?.fields["status"]).toBe("Secret");
    expect([world.P, world.S].map((side) => side.row(id)?.status)).toEqual(["up to date", "up to date"]);
  });
});

it("an issue that was deleted stays away where deletions are kept, and the partner hears that nobody takes part in it", async () => {
  await publish({ ...DEFAULT_TERMS, deletes: "keep" });
  await rest();
  await accept();
  await rest();
  const id = newId(world.clock.now, world.random.bytes(10));
  world.P.tracker.add(id, { fields: { title: "Valve" }, share: [CONNECTION] });
  await rest();
  world.S.tracker.remove(id);
  await rest();
  expect(world.P.tracker.issue(id)).not.toBeNull();
  world.P.tracker.edit(id, { fields: { status: "Done" } });
  await rest();
  expect(world.S.tracker.issue(id)).toBeNull();
  expect(world.P.row(id)).toMatchObject({ status: "error", sync: { failure: { code: "NOT_SHARED" } } });
});

it("a deletion that waited while a contract was decided on is kept at home where that one keeps deletions, and ends the sharing", async () => {
  const id = newId(world.clock.now, world.random.bytes(10));
  world.P.tracker.add(id, { fields: { title: "Valve" }, share: [CONNECTION] });
  await rest();
  await publish({ ...DEFAULT_TERMS, deletes: "keep" });
  await rest();
  world.P.tracker.remove(id);
  await rest();
  expect(world.P.row(id)?.status).toBe("held");
  await accept();
  await rest();
  expect(world.P.row(id)).toMatchObject({ status: "local", sync: { base: { deleted: false, shared: false } } });
  expect(world.S.row(id)?.status).toBe("local");
  world.S.tracker.edit(id, { fields: { status: "Done" } });
  await rest();
  expect(world.P.tracker.issue(id)).toBeNull();
  expect(world.S.tracker.issue(id)?.fields["status"]).toBe("Done");
});

describe("a workflow that both agreed on", () => {
  const changes: TrackerChange[] = [];
  beforeEach(async () => {
    changes.length = 0;
    await publish(STEPS);
    await rest();
    await accept();
    await rest();
    if (contracts() !== "agreed 2 | agreed 2") throw new Error(contracts());
    for (const side of [world.P, world.S]) {
      const write = side.tracker.write.bind(side.tracker);
      side.tracker.write = async (writes) => {
        for (const { action } of writes) if (action.kind === "put") changes.push(action.change);
        return write(writes);
      };
    }
  });

  const shared = async (status: string): Promise<string> => {
    const id = newId(world.clock.now, world.random.bytes(10));
    world.P.tracker.add(id, { fields: { title: "Valve", status }, share: [CONNECTION] });
    await rest();
    return id;
  };
  const state = (id: string): string =>
    [world.P, world.S]
      .map((side) => `${valueText(side.tracker.issue(id)?.fields["status"] ?? null)} ${side.row(id)?.status ?? "-"}`)
      .join(" | ");

  it("takes the receiving side through each step, in both directions", async () => {
    const id = await shared("New");
    world.P.tracker.edit(id, { fields: { status: "Done" } });
    await rest();
    expect(state(id)).toBe("Done up to date | Done up to date");
    expect(changes).toContainEqual({ fields: { status: "Done" }, via: { status: ["Open"] } });
    const other = await shared("New");
    changes.length = 0;
    world.S.tracker.edit(other, { fields: { status: "Done" } });
    await rest();
    expect(state(other)).toBe("Done up to date | Done up to date");
    expect(changes).toEqual([{ fields: { status: "Done" }, via: { status: ["Open"] } }]);
  });

  it("says so where no way leads on: nothing is written, both know, and a value that may follow ends it", async () => {
    const id = await shared("Done");
    world.S.tracker.edit(id, { fields: { status: "New" } });
    await rest();
    expect(state(id)).toBe("Done up to date | New error");
    expect(world.S.row(id)?.sync.refusedThere["status"]).toMatchObject({ value: "New", failure: { code: "NO_TRANSITION" } });
    world.S.tracker.edit(id, { fields: { status: "Done" } });
    await rest();
    expect(state(id)).toBe("Done up to date | Done up to date");
    world.P.tracker.edit(id, { fields: { status: "New" } });
    await rest();
    expect(state(id)).toBe("New error | Done error");
    expect(world.P.row(id)?.sync.partnerRefuses["status"]).toMatchObject({ value: "New", failure: { code: "NO_TRANSITION" } });
    world.P.tracker.edit(id, { fields: { status: "Done" } });
    await rest();
    expect(state(id)).toBe("Done up to date | Done up to date");
  });
});
