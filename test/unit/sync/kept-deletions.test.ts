import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** Where deletions are kept: what becomes of a deletion that is taken back, at each side, between two whole projects. */
let world: World;
let id: string;
beforeEach(async () => {
  world = await connectedWorld({ seed: 11, natures: { P: exact, S: exact }, terms: { ...DEFAULT_TERMS, deletes: "keep" } });
  id = newId(world.clock.now, world.random.bytes(10));
});
afterEach(() => {
  world.P.close();
  world.S.close();
});

async function rest(passes = 8): Promise<void> {
  for (let i = 0; i < passes; i++)
    for (const side of [world.S, world.P]) {
      world.clock.now += 1000;
      await side.pass();
    }
}

const statuses = (...sides: readonly SimulatedProject[]) => sides.map((side) => side.row(id)?.status);
const field = (side: SimulatedProject, name: string) => side.tracker.issue(id)?.fields[name] ?? null;

describe.each(["P", "S"] as const)("an issue that %s introduced", (letter) => {
  let owner: SimulatedProject;
  let partner: SimulatedProject;
  beforeEach(async () => {
    [owner, partner] = letter === "P" ? [world.P, world.S] : [world.S, world.P];
    owner.tracker.add(id, { fields: { title: "Valve" }, share: [CONNECTION] });
    await rest();
  });

  const bringBack = async (side: SimulatedProject): Promise<void> => {
    await side.command({ kind: "bring back", issue: id, author: "Ann" });
    await rest();
  };
  /** Status, title, status of the work and lost values, at both. */
  const both = () =>
    [owner, partner].map((side) => [side.row(id)?.status, field(side, "title"), field(side, "status"), side.row(id)?.sync.lost]);
  const equal = (title: string, status: string | null) => Array.from({ length: 2 }, () => ["up to date", title, status, []]);
  /** An edit at each side, one after the other. */
  const goesOn = async (): Promise<void> => {
    owner.tracker.edit(id, { fields: { title: "Pump" } });
    await rest();
    partner.tracker.edit(id, { fields: { title: `${field(partner, "title") as string} on` } });
    await rest();
  };

  it.each([true, false])(
    "is a local one at both when its introducer deletes it, and equal once brought back (edits meanwhile: %s)",
    async (edits) => {
      owner.tracker.remove(id);
      await rest();
      expect(statuses(owner, partner)).toEqual(["local", "local"]);
      expect(partner.tracker.issue(id)).not.toBeNull();
      if (edits) partner.tracker.edit(id, { fields: { status: "Done" } });
      await rest();
      expect([owner.tracker.issue(id), statuses(owner, partner)]).toEqual([null, ["local", "local"]]);
      await bringBack(owner);
      expect(both()).toEqual(equal("Valve", edits ? "Done" : null));
      await goesOn();
      expect(both()).toEqual(equal("Pump on", edits ? "Done" : null));
    },
  );

  it("stays away though an edit of the partner crosses the deletion, and has that edit once brought back", async () => {
    partner.tracker.edit(id, { fields: { status: "Done" } });
    await partner.pass();
    owner.tracker.remove(id);
    await rest();
    expect([owner.tracker.issue(id), statuses(owner, partner)]).toEqual([null, ["local", "local"]]);
    expect(field(partner, "status")).toBe("Done");
    await bringBack(owner);
    expect(both()).toEqual(equal("Valve", "Done"));
    await goesOn();
    expect(both()).toEqual(equal("Pump on", "Done"));
  });

  it("is equal again where its user put the text back by hand and edited it", async () => {
    owner.tracker.remove(id);
    await rest();
    owner.tracker.restore(id);
    owner.tracker.edit(id, { fields: { title: "Pump" } });
    await rest();
    expect(both()).toEqual(equal("Pump", null));
  });

  it.each([true, false])(
    "that the other side deletes is told to nobody, and equal once brought back there (edits meanwhile: %s)",
    async (edits) => {
      partner.tracker.remove(id);
      await rest();
      expect(statuses(owner, partner)).toEqual(["up to date", "local"]);
      if (edits) owner.tracker.edit(id, { fields: { status: "Done" } });
      await rest();
      expect(partner.tracker.issue(id)).toBeNull();
      expect(owner.row(id)?.sync.failure?.code).toBe(edits ? "NOT_SHARED" : undefined);
      await bringBack(partner);
      expect(both()).toEqual(equal("Valve", edits ? "Done" : null));
      await goesOn();
      expect(both()).toEqual(equal("Pump on", edits ? "Done" : null));
    },
  );

  it("that its introducer stopped sharing while the other side had it deleted is not compared when it comes back", async () => {
    partner.tracker.remove(id);
    await rest();
    owner.tracker.edit(id, { share: [] });
    await rest();
    await bringBack(partner);
    expect(statuses(owner, partner)).toEqual(["local", "local"]);
    expect(field(partner, "title")).toBe("Valve");
  });
});
