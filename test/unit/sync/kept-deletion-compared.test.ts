import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** Where deletions are kept, the side that deleted an issue is told of edits that it does not take up: no comparison finds that, ever. */
let world: World;
let id: string;
beforeEach(async () => {
  world = await connectedWorld({ seed: 17, natures: { P: exact, S: exact }, terms: { ...DEFAULT_TERMS, deletes: "keep" } });
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

/** What a comparison that this side asks for finds, and what both say about issues from then on. */
async function compared(
  side: SimulatedProject,
): Promise<readonly [state: string | undefined, found: number | undefined, said: readonly string[]]> {
  const before = [world.P, world.S].map(({ said }) => said.length);
  const conversation = newId(world.clock.now, world.random.bytes(10));
  await side.command({ kind: "reconcile", connection: CONNECTION, id: conversation, author: "Ann" });
  await rest();
  const asked = side.store.asked(side.connection().id, conversation);
  const said = [world.P, world.S].flatMap((one, i) => one.said.slice(before[i]).map(({ body }) => body));
  return [asked?.state, asked?.comparison?.found, said.filter((body) => /"kind":"(issue|confirmation)"/.test(body))];
}

const NOTHING = ["completed", 0, []];

describe.each(["P", "S"] as const)("an issue that %s introduced and the other side deleted", (letter) => {
  let owner: SimulatedProject;
  let partner: SimulatedProject;
  beforeEach(async () => {
    [owner, partner] = letter === "P" ? [world.P, world.S] : [world.S, world.P];
    owner.tracker.add(id, { fields: { title: "Valve" }, share: [CONNECTION] });
    await rest();
    partner.tracker.remove(id);
    await rest();
  });

  it.each(["P", "S"] as const)("is no difference to %s, whether its introducer goes on with it or not", async (asker) => {
    expect(await compared(world[asker])).toEqual(NOTHING);
    owner.tracker.edit(id, { fields: { title: "Pump" } });
    await rest();
    for (let day = 0; day < 2; day++) expect(await compared(world[asker])).toEqual(NOTHING);
    owner.tracker.edit(id, { fields: { title: "Vent" } });
    await rest();
    expect(await compared(world[asker])).toEqual(NOTHING);
  });

  it.each(["P", "S"] as const)("is compared by %s again, and equal, once it is brought back", async (asker) => {
    owner.tracker.edit(id, { fields: { title: "Pump" } });
    await rest();
    await compared(world[asker]);
    await partner.command({ kind: "bring back", issue: id, author: "Ann" });
    await rest();
    expect(await compared(world[asker])).toEqual(NOTHING);
    expect([owner, partner].map((side) => side.row(id)?.status)).toEqual(["up to date", "up to date"]);
    owner.tracker.edit(id, { fields: { title: "Vent" } });
    await rest();
    expect(partner.tracker.issue(id)?.fields["title"]).toBe("Vent");
  });
});

describe.each(["P", "S"] as const)("an issue that %s introduced and deleted", (letter) => {
  it.each(["P", "S"] as const)("is no difference to %s, though the other side goes on with it", async (asker) => {
    const [owner, partner] = letter === "P" ? [world.P, world.S] : [world.S, world.P];
    owner.tracker.add(id, { fields: { title: "Valve" }, share: [CONNECTION] });
    await rest();
    owner.tracker.remove(id);
    partner.tracker.edit(id, { fields: { title: "Pump" } });
    await rest();
    partner.tracker.edit(id, { fields: { title: "Vent" } });
    await rest();
    expect(await compared(world[asker])).toEqual(NOTHING);
  });
});
