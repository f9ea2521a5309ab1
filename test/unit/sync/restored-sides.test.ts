import { beforeEach, describe, expect, test } from "vitest";
import { beginGeneration } from "../../../src/sync/generation.ts";
import { MOST_BEGINS } from "../../../src/sync/recover.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { P, S, edited, field, issue, links, passes, restoredScene, saved, settledBy, world } from "./restored-scene.ts";

/**
 * Whole projects of which something is put back to yesterday: the state directory, the exchange folder, or both. What shows it is recognised in the
 * next passes, and both sides go on from what they have together; the second time a person is asked which copy is real.
 */
restoredScene();

test("an exchange folder that is put back alone is filled again, and nothing else happens", async () => {
  const yesterday = world.exchange.folder.snapshot();
  await edited(P, { title: "Pump" });
  await edited(S, { body: "two" });
  world.exchange.folder.restore(yesterday);
  await edited(S, { priority: "high" });
  await edited(P, { priority: "low" });
  expect(links()).toEqual(["connected", "connected"]);
  expect([field(P, "title"), field(S, "title"), field(S, "priority"), field(P, "body")]).toEqual(["Pump", "Pump", "low", "two"]);
});

test("who fills the own part with names does not hide what was signed there, however many passes it takes to find it", async () => {
  const yesterday = saved(P);
  await edited(P, { title: "Pump" });
  yesterday.putBack("state");
  const { folder } = world.exchange;
  const own = folder.paths().find((path) => path.startsWith(P.self));
  // What is left of yesterday is our acknowledgement, behind all of them.
  const directory = own?.slice(0, own.lastIndexOf("/"));
  for (let n = 0; n < 2500; n++) folder.put(`${directory}/ack-${String(n).padStart(52, "0")}.ferry`, new Uint8Array(10));
  const { next, generation } = P.connection().stream;
  P.tracker.edit(issue, { fields: { body: "two" } });
  const sealed: number[] = [];
  for (; P.connection().stream.generation === generation && sealed.length < 10; sealed.push(P.connection().stream.next)) await P.pass();
  expect([sealed.slice(0, -1), P.connection().stream.generation]).toEqual([[next, next], generation + 1]);
  await passes(8);
  expect([links(), field(P, "title"), field(S, "body")]).toEqual([["connected", "connected"], "Pump", "two"]);
});

test("nothing is sealed as long as the own part of the exchange folder cannot be looked at", async () => {
  P.restart();
  const transport = P.context.transportOf(P.connection());
  if (!transport) throw new Error("no transport");
  let blind = true;
  const list = transport.list.bind(transport);
  transport.list = async (route, writer, after) =>
    blind && writer === P.self ? { kind: "unreachable", place: "exchange", detail: "EIO" } : list(route, writer, after);
  const before = P.store.files(P.connection().id).length + P.connection().stream.next;
  await edited(P, { title: "Pump" });
  expect([P.store.files(P.connection().id).length + P.connection().stream.next, field(S, "title")]).toEqual([before, "Valve"]);
  blind = false;
  await passes(4);
  expect(field(S, "title")).toBe("Pump");
});

describe.each(["P", "S"] as const)("at %s, of which yesterday's state is back,", (letter) => {
  let side: SimulatedProject;
  beforeEach(() => {
    side = letter === "P" ? P : S;
  });

  const settled = (): Promise<string | undefined> => settledBy(side);

  /** Only the partner says so: nothing moves until a person answers. */
  const askedAndAnswered = async (): Promise<void> => {
    await passes(3);
    const { facts, recovered, suspendedBy } = side.connection();
    expect([facts.link, recovered, suspendedBy]).toEqual(["suspended", undefined, expect.stringMatching(/^acknowledged/)]);
    expect(await side.command({ kind: "resume", connection: CONNECTION, author: "Ada" })).toMatchObject({ kind: "done" });
  };

  test.each([
    ["P edited last", "P"],
    ["S edited last", "S"],
  ] as const)("it is noticed where %s", async (_, who) => {
    const yesterday = saved(side);
    await edited(who === "P" ? P : S, { title: "Pump" });
    yesterday.putBack("state");
    await side.pass();
    expect(side.connection().recovered).toBeDefined();
    expect(await settled()).toBeDefined();
    expect([field(P, "title"), field(S, "title")]).toEqual(["Pump", "Pump"]);
  });

  test("a person is asked where the exchange folder is put back, too, and only the partner can tell", async () => {
    const yesterday = saved(side);
    const folder = world.exchange.folder.snapshot();
    await edited(P, { title: "Pump" });
    await edited(S, { body: "two" });
    yesterday.putBack("state and issues");
    world.exchange.folder.restore(folder);
    await edited(side, { priority: "high" });
    await askedAndAnswered();
    expect(await settled()).toBeDefined();
    expect([field(side, "title"), field(side, "body"), field(side, "priority")]).toEqual(["Pump", "two", "high"]);
  });

  test("a person is asked where it sent on meanwhile as much as it had sent before", async () => {
    const yesterday = saved(side);
    const folder = world.exchange.folder.snapshot();
    await edited(side, { title: "Pump" });
    yesterday.putBack("state");
    world.exchange.folder.restore(folder);
    for (const title of ["Hose", "Tank"]) {
      side.tracker.edit(issue, { fields: { title } });
      await side.pass();
    }
    await askedAndAnswered();
    expect(await settled()).toBeDefined();
    expect([field(P, "title"), field(S, "title")]).toEqual(["Pump", "Pump"]);
    expect(side.row(issue)?.sync.lost).toMatchObject([{ field: "title", value: "Tank", winner: "Pump" }]);
  });

  test("it is noticed by a file of its own that nobody has taken, or of a copy that works elsewhere", async () => {
    const yesterday = saved(side);
    side.tracker.edit(issue, { fields: { title: "Pump" } });
    await side.pass();
    yesterday.putBack("state");
    side.tracker.edit(issue, { fields: { title: "Hose" } });
    await side.pass();
    expect(side.connection().recovered?.evidence).toBe("own file");
    expect(await settled()).toBe("own file");
    expect(field(side, "title")).toBe("Hose");
  });

  test("nothing leaves where it cannot begin anew yet, and why is told", async () => {
    const other = side === P ? S : P;
    const yesterday = saved(side);
    await edited(other, { body: "two" });
    side.tracker.edit(issue, { fields: { title: "Pump" } });
    await side.pass();
    yesterday.putBack("state");
    side.tracker.edit(issue, { fields: { title: "Hose" } });
    const transport = side.context.transportOf(side.connection());
    if (!transport) throw new Error("no transport");
    const list = transport.list.bind(transport);
    const failure = { kind: "unreachable", place: "exchange", detail: "EIO" } as const;
    transport.list = async (route, writer, after) => (writer === other.self ? failure : list(route, writer, after));
    const [folder, next] = [world.exchange.folder.snapshot(), side.connection().stream.next];
    for (let pass = 0; pass < 3; pass++) expect((await side.pass())?.failures).toEqual([{ connection: CONNECTION, failure }]);
    expect(side.connection().stream).toMatchObject({ generation: 1, next });
    expect(world.exchange.folder.snapshot()).toEqual(folder);
    transport.list = list;
    expect(await settled()).toMatch(/^own /);
  });

  test("it is noticed before anything is sealed, also behind many forged files", async () => {
    const yesterday = saved(side);
    side.tracker.edit(issue, { fields: { title: "Hose" } });
    await side.pass();
    yesterday.putBack("state");
    const { id, stream } = side.connection();
    for (let n = 0; n < 320; n++) {
      const sequence = stream.next + (n < 120 ? 0 : (n % 4) + 1);
      world.exchange.folder.put(
        `${side.self}/${id}/1-${sequence}-${String(n).padStart(4, "0").padEnd(52, "a")}.ferry`,
        new Uint8Array(300),
      );
    }
    side.tracker.edit(issue, { fields: { title: "Tank" } });
    await side.pass();
    expect([side.connection().recovered?.evidence, side.connection().stream.generation]).toEqual(["own file", 2]);
  });

  test("what was typed on both sides meanwhile is kept, and the side that was put back gives way", async () => {
    const yesterday = saved(side);
    const other = side === P ? S : P;
    await edited(other, { title: "Pump" });
    yesterday.putBack("state and issues");
    side.tracker.edit(issue, { fields: { title: "Hose" } });
    expect(await settled()).toBeDefined();
    expect([field(P, "title"), field(S, "title")]).toEqual(["Pump", "Pump"]);
    expect(side.row(issue)?.sync.lost).toMatchObject([{ field: "title", value: "Hose", winner: "Pump" }]);
  });

  test("it is not noticed where nothing was sent or taken since", async () => {
    const yesterday = saved(side);
    yesterday.putBack("state");
    await edited(P, { title: "Pump" });
    await edited(S, { body: "two" });
    expect([links(), field(P, "body"), field(S, "title")]).toEqual([["connected", "connected"], "two", "Pump"]);
  });
});

test("forged files in our own part of the folder are no evidence, and go", async () => {
  const [{ id }, file] = [P.connection(), "0".repeat(52)];
  world.exchange.folder.put(`${P.self}/${id}/1-99-${file}.ferry`, new Uint8Array(300));
  world.exchange.folder.put(`${P.self}/${id}/7-0-${file}.ferry`, new Uint8Array(300));
  await passes(3);
  expect(links()).toEqual(["connected", "connected"]);
  expect(world.exchange.folder.paths().filter((path) => path.includes(file))).toEqual([]);
});

test.each(["P", "S"] as const)(
  "a partner of %s that begins anew without end keeps it busy so often, then a person is asked",
  async (letter) => {
    const [side, partner] = letter === "P" ? [P, S] : [S, P];
    const begins = async (): Promise<void> => {
      const { id, stream } = partner.connection();
      await beginGeneration(partner.context, id, { above: stream.generation, restored: false, event: "generation began" });
      await passes(2, [partner, side]);
    };
    for (let i = 0; i < MOST_BEGINS; i++) await begins();
    expect(links()).toEqual(["connected", "connected"]);
    const generation = side.connection().stream.generation;
    for (let i = 0; i < 3; i++) await begins();
    expect([side.connection().facts.link, side.connection().suspendedBy]).toEqual(["suspended", "partner begins"]);
    expect(side.connection().stream.generation).toBe(generation);
    side.tracker.edit(issue, { fields: { title: "Ours" } });
    expect(await side.command({ kind: "resume", connection: CONNECTION, author: "Ada" })).toMatchObject({ kind: "done" });
    await passes(10);
    expect([links(), side.connection().recovered, field(P, "title"), field(S, "title")]).toEqual([
      ["connected", "connected"],
      undefined,
      "Ours",
      "Ours",
    ]);
  },
);

test("files between them make up for beginnings", async () => {
  const often = { ...P.connection(), partnerBegins: MOST_BEGINS };
  P.store.transaction(() => P.store.putConnection(often));
  for (let n = 0; n < 8; n++) {
    S.tracker.edit(issue, { fields: { body: `edit ${n}` } });
    await passes(2);
  }
  const { id, stream } = S.connection();
  await beginGeneration(S.context, id, { above: stream.generation, restored: false, event: "generation began" });
  await passes(4);
  expect(links()).toEqual(["connected", "connected"]);
  expect(P.connection().partnerBegins).toBeLessThanOrEqual(MOST_BEGINS);
});
