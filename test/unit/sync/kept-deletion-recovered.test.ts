import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { saveSide, storesDirectory } from "../../simulation/saved-side.ts";
import { CONNECTION } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** Where deletions are kept: the introducer of a deleted issue is put back and names it. That is the partner's word, and brings nothing back here. */
let world: World;
let id: string;
let stores: ReturnType<typeof storesDirectory>;
beforeEach(async () => {
  stores = storesDirectory();
  world = await connectedWorld({
    seed: 19,
    natures: { P: exact, S: exact },
    terms: { ...DEFAULT_TERMS, deletes: "keep" },
    stores: stores.path,
  });
  id = newId(world.clock.now, world.random.bytes(10));
});
afterEach(() => {
  world.P.close();
  world.S.close();
  stores.remove();
});

async function rest(passes = 12): Promise<void> {
  for (let i = 0; i < passes; i++)
    for (const side of [world.S, world.P]) {
      world.clock.now += 1000;
      await side.pass();
    }
}

it.each([
  ["P", "before"],
  ["P", "after"],
  ["S", "before"],
  ["S", "after"],
] as const)("a kept deletion of what %s introduced stands when its state of %s the deletion is back", async (letter, when) => {
  const [owner, partner] = letter === "P" ? [world.P, world.S] : [world.S, world.P];
  const other = newId(world.clock.now + 1, world.random.bytes(10));
  const save = () => saveSide(owner, join(stores.path, `${letter}.db`), join(stores.path, "copy"));
  for (const [issue, title] of [
    [id, "Valve"],
    [other, "Pump"],
  ] as const)
    owner.tracker.add(issue, { fields: { title }, share: [CONNECTION] });
  await rest();
  const early = when === "before" ? save() : null;
  partner.tracker.remove(id);
  await rest();
  const copy = early ?? save();
  owner.tracker.edit(other, { fields: { title: "Vent" } });
  await rest();
  expect(partner.tracker.issue(id)).toBe(null);
  copy.putBack("state");
  await rest();
  expect([owner, partner].map((side) => [side.connection().facts.link, side.tracker.issue(other)?.fields["title"]])).toEqual([
    ["connected", "Vent"],
    ["connected", "Vent"],
  ]);
  expect([partner.tracker.issue(id), owner.row(id)?.status, owner.row(id)?.sync.failure?.code]).toEqual([null, "error", "NOT_SHARED"]);
  // Nothing is left to be compared of what nobody wants compared.
  expect(partner.row(id)?.sync.recovering).toBe(undefined);
  expect([owner, partner].map(({ store }) => store.inbox(owner.connection().id, 0, 10))).toEqual([[], []]);
  await partner.command({ kind: "bring back", issue: id, author: "Ann" });
  await rest();
  owner.tracker.edit(id, { fields: { title: "Tap" } });
  await rest();
  expect([partner.tracker.issue(id)?.fields["title"], partner.row(id)?.status, owner.row(id)?.status]).toEqual([
    "Tap",
    "up to date",
    "up to date",
  ]);
});
