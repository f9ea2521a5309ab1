import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { saveSide, storesDirectory } from "../../simulation/saved-side.ts";
import { isPart } from "../../simulation/part-faults.ts";
import { SimulatedContents, bytesOf, sha256Of } from "../../simulation/simulated-contents.ts";
import { CONNECTION } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { connectedWorld } from "../../simulation/world.ts";

test.each(["P", "S"] as const)(
  "parts that %s had placed before its state was put back do not stay in the exchange folder",
  async (giver) => {
    const stores = storesDirectory();
    const terms = { ...DEFAULT_TERMS, attachments: "all" as const };
    const world = await connectedWorld({ seed: 6, natures: { P: exact, S: exact }, terms, largest: 20_000, stores: stores.path });
    const { [giver]: from, [giver === "P" ? "S" : "P"]: to } = world;
    onTestFinished(() => {
      for (const side of [from, to]) side.close();
      stores.remove();
    });
    const id = (): string => newId(world.clock.now, world.random.bytes(10));
    const passes = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++)
        for (const side of [from, to]) {
          world.clock.now += 1000;
          await side.pass();
        }
    };
    const parts = (): number => world.exchange.folder.paths().filter(isPart).length;
    for (const side of [from, to]) {
      side.contents = new SimulatedContents(side);
      side.restart();
    }
    const [issue, file] = [id(), id()];
    const bytes = bytesOf(1, 150_000);
    (from.contents as SimulatedContents).put(issue, file, bytes);
    const content = { size: bytes.length, sha256: sha256Of(bytes) };
    const line = { id: file, name: "pump.png", mediaType: "image/png", author: "Ada", created: null, here: true, content };
    from.tracker.add(issue, { fields: { title: "Pump" }, attachments: [line], share: [CONNECTION] });
    await passes(6);
    const yesterday = saveSide(from, join(stores.path, `${giver}.db`), join(stores.path, "copy"));
    expect(await to.command({ kind: "get file", issue, file, id: id(), author: "Bo" })).toMatchObject({ kind: "done" });
    for (let i = 0; i < 20 && parts() === 0; i++) await passes(1);
    expect(parts()).toBeGreaterThan(0);
    yesterday.putBack("state");
    await passes(30);
    expect(parts()).toBe(0);
  },
);

/** A side's state is put back to before it knew an issue of the partner, whose text stands in its folder with a file of the partner that has no content here. */
test.each([
  ["P", "S"],
  ["S", "P"],
] as const)("a file of %s that its maker took out goes from %s, which was put back to before it knew its issue", async (maker, other) => {
  const stores = storesDirectory();
  const terms = { ...DEFAULT_TERMS, attachments: "all" as const };
  const world = await connectedWorld({ seed: 5, natures: { P: exact, S: exact }, terms, stores: stores.path });
  const { [maker]: from, [other]: to } = world;
  onTestFinished(() => {
    for (const side of [from, to]) side.close();
    stores.remove();
  });
  const id = (): string => newId(world.clock.now, world.random.bytes(10));
  const rest = async (): Promise<void> => {
    for (let i = 0; i < 12; i++)
      for (const side of [from, to]) {
        world.clock.now += 1000;
        await side.pass();
      }
  };
  const [issue, file] = [id(), id()];
  const yesterday = saveSide(to, join(stores.path, `${other}.db`), join(stores.path, "copy"));
  const content = { size: 3, sha256: "a".repeat(64) };
  const line = { id: file, name: "pump.png", mediaType: "image/png", author: "Ada", created: null, here: true, content };
  from.tracker.add(issue, { fields: { title: "Pump" }, attachments: [line], share: [CONNECTION] });
  await rest();
  expect(to.tracker.issue(issue)?.attachments?.map(({ name }) => name)).toEqual(["pump.png"]);
  yesterday.putBack("state");
  from.tracker.edit(issue, { removedAttachments: [file] });
  await rest();
  expect([from, to].map((side) => side.tracker.issue(issue)?.attachments ?? [])).toEqual([[], []]);
  expect([from, to].map((side) => side.row(issue)?.status)).toEqual(["up to date", "up to date"]);
});
