import { beforeEach, describe, expect, test } from "vitest";
import { StoreUnavailable } from "../../../src/ports/store.ts";
import { retireConnection } from "../../../src/sync/copy-commands.ts";
import { epochKeyName } from "../../../src/sync/setup.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { P, S, edited, field, issue, passes, restoredScene, saved, settledBy, world } from "./restored-scene.ts";

/** A side that was put back before, or that works in two copies: a person says which is real, and the other one is silent. */
restoredScene();

describe.each(["P", "S"] as const)("at %s, of which copies work or yesterday's state is back again,", (letter) => {
  let side: SimulatedProject;
  beforeEach(() => {
    side = letter === "P" ? P : S;
  });

  const settled = (): Promise<string | undefined> => settledBy(side);

  /** Put back for the first time: it goes on by itself. */
  const recoversOnce = async (): Promise<void> => {
    const yesterday = saved(side);
    await edited(P, { title: "Pump" });
    await edited(S, { body: "two" });
    yesterday.putBack("state");
    await passes(3);
    if (side.connection().facts.link === "suspended") await side.command({ kind: "resume", connection: CONNECTION, author: "Ada" });
    await passes(8);
  };

  test("the second time it stands still until a person says that this copy is real", async () => {
    for (const title of ["Pump", "Hose"]) {
      const yesterday = title === "Pump" ? saved(side) : undefined;
      await edited(P, { title });
      await edited(S, { body: title });
      if (yesterday) {
        yesterday.putBack("state");
        await passes(10);
      }
    }
    const before = saved(side);
    await edited(side, { priority: "high" });
    before.putBack("state");
    await side.pass();
    expect([side.connection().facts.link, side.connection().suspendedBy !== undefined]).toEqual(["suspended", true]);
    const files = world.exchange.folder.snapshot();
    side.tracker.edit(issue, { fields: { due: "2027-01-02" } });
    await side.pass();
    expect(world.exchange.folder.snapshot()).toEqual(files);
    expect(await side.command({ kind: "resume", connection: CONNECTION, author: "Ada" })).toMatchObject({ kind: "done" });
    expect(await settled()).toBeDefined();
    expect([field(P, "due"), field(S, "due"), field(P, "priority")]).toEqual(["2027-01-02", "2027-01-02", "high"]);
  });

  test("while it is asked which copy is real, it takes nothing from the partner, and puts nothing back that is gone: that is the other one's", async () => {
    const other = side === P ? S : P;
    await recoversOnce();
    const before = saved(side);
    await edited(side, { priority: "high" });
    before.putBack("state");
    await side.pass();
    expect(side.connection().facts.link).toBe("suspended");
    await edited(other, { body: "three" });
    const { folder } = world.exchange;
    for (const path of folder.paths()) if (path.startsWith(side.self)) folder.lose(path);
    const [files, received] = [folder.snapshot(), side.connection().stream.received];
    await passes(3, [side]);
    expect([folder.snapshot(), side.connection().stream.received]).toEqual([files, received]);
  });

  test("put back twice to the same state, it begins above the generation that it began in between", async () => {
    const first = saved(side);
    await edited(side, { title: "Pump" });
    first.putBack("state");
    await passes(6);
    const second = saved(side);
    const generations: number[] = [side.connection().stream.generation];
    for (const title of ["Hose", "Tank"]) {
      await edited(side, { title });
      second.putBack("state");
      await passes(3);
      expect(side.connection().facts.link).toBe("suspended");
      expect(await side.command({ kind: "resume", connection: CONNECTION, author: "Ada" })).toMatchObject({ kind: "done" });
      await side.pass();
      generations.push(side.connection().stream.generation);
      expect(await settled()).toBeDefined();
    }
    expect(generations.toSorted((a, b) => a - b)).toEqual([...new Set(generations)]);
    expect([field(P, "title"), field(S, "title")]).toEqual(["Tank", "Tank"]);
  });

  test("of two copies that both work, one is asked; retired it is silent for good, and the other one goes on", async () => {
    const copy = saved(side);
    await edited(side, { title: "Pump" });
    const original = saved(side);
    copy.putBack("state and issues");
    await edited(side, { title: "Hose" });
    await passes(6);
    const second = saved(side);
    original.putBack("state and issues");
    await edited(side, { title: "Tank" });
    await passes(8);
    const first = saved(side);
    second.putBack("state and issues");
    await passes(2);
    expect(side.connection().facts.link).toBe("suspended");
    expect(await side.command({ kind: "retire", connection: CONNECTION, author: "Ada" })).toMatchObject({ kind: "done" });
    side.tracker.edit(issue, { fields: { title: "Never" } });
    const files = world.exchange.folder.snapshot();
    await passes(3, [side]);
    expect(world.exchange.folder.snapshot()).toEqual(files);
    expect(side.connection().facts.link).toBe("closed");
    first.putBack("state and issues");
    await edited(side, { priority: "high" });
    expect(await settled()).toBeDefined();
    expect([field(P, "title"), field(S, "title"), field(P, "priority")]).toEqual(["Tank", "Tank", "high"]);
  });

  test("a copy that is retired keeps its keys until that is on record, and destroys them in the next process where one ended before", async () => {
    const yesterday = saved(side);
    const folder = world.exchange.folder.snapshot();
    await edited(P, { title: "Pump" });
    await edited(S, { body: "two" });
    yesterday.putBack("state");
    world.exchange.folder.restore(folder);
    await passes(3);
    const { id, facts } = side.connection();
    const keys = side.keys.epochKeys(id);
    expect([facts.link, keys.length]).toEqual(["suspended", 1]);
    side.failCommits = { trouble: "full", times: 1 };
    await expect(retireConnection(side.context, CONNECTION)).rejects.toThrow(StoreUnavailable);
    expect([side.connection().facts.link, side.keys.epochKeys(id)]).toEqual(["suspended", keys]);
    const remove = side.keys.remove.bind(side.keys);
    side.keys.remove = () => {
      throw new Error("the process ends");
    };
    await expect(retireConnection(side.context, CONNECTION)).rejects.toThrow("the process ends");
    side.keys.remove = remove;
    expect([side.connection().retired, side.keys.epochKeys(id)]).toEqual([true, keys]);
    side.restart();
    await side.pass();
    expect(side.keys.epochKeys(id)).toEqual([]);
  });

  test("the key of the generation before is destroyed, by the next process where one ended before that", async () => {
    const name = epochKeyName(side.connection().id, side.connection().stream.epochKey);
    const yesterday = saved(side);
    await edited(side, { title: "Pump" });
    yesterday.putBack("state");
    const remove = side.keys.remove.bind(side.keys);
    side.keys.remove = () => {
      throw new Error("the process ends");
    };
    await expect(side.pass()).rejects.toThrow("the process ends");
    side.keys.remove = remove;
    expect([side.connection().stream.generation, side.keys.get(name)]).toEqual([2, expect.anything()]);
    side.restart();
    expect(await settled()).toBeDefined();
    expect(side.keys.get(name)).toBeNull();
  });
});
