import { beforeEach, expect, test } from "vitest";
import { contentsOnTheirWay } from "../../../src/app/contents.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { LARGEST, type Scene, asked, attached, bytesOf, contentsScene, hasWhole, passes, standing, wanted } from "./contents-scene.ts";

/** Two whole projects: the content of an attachment travels from one to the other through the exchange place. */
let scene: Scene;

beforeEach(async () => {
  scene = await contentsScene(31);
});

const MIB = 1024 * 1024;
const raised = (by: "P" | "S"): readonly string[] =>
  scene[by].store.audits(0, 10_000).flatMap(({ action, info }) => (action === "alarm raised" ? [info ?? ""] : []));

test.each([0, 1, 8192, 8193, LARGEST - 16, LARGEST - 15, 300_000])(
  "a content of %i bytes arrives whole, and nothing of it is left in the exchange place",
  async (size) => {
    for (const [by, to] of [
      ["P", "S"],
      ["S", "P"],
    ] as const) {
      const bytes = bytesOf(scene, size);
      const file = attached(scene, by, bytes);
      const id = await wanted(scene, scene[to], file);
      await passes(scene, 40);
      expect(asked(scene[to], id)).toMatchObject({ state: "completed", content: { got: size } });
      expect(hasWhole(scene, to, file, bytes)).toBe(true);
      expect(standing(scene)).toEqual([]);
      expect(raised("P").concat(raised("S"))).toEqual([]);
    }
  },
);

test("a content that is handed over is kept at the partner", async () => {
  for (const size of [100, 150_000]) {
    const bytes = bytesOf(scene, size);
    const file = attached(scene, "S", bytes);
    const id = await wanted(scene, scene.S, file, "put file");
    await passes(scene, 40);
    expect(asked(scene.S, id)).toMatchObject({ state: "completed" });
    expect(hasWhole(scene, "P", file, bytes)).toBe(true);
    const again = await wanted(scene, scene.S, file, "put file");
    await passes(scene, 6);
    expect(asked(scene.S, again)).toMatchObject({ state: "completed" });
    expect(standing(scene)).toEqual([]);
    // Once: the second time it was here already.
    const came = scene.P.store.audits(0, 10_000).filter(({ action, info }) => action === "file arrived" && info === file.id);
    expect(came).toMatchObject([{ actor: expect.stringMatching(/^partner /) }]);
  }
});

test("a part is all that is held in memory, and a window all that stands ready", async () => {
  const file = attached(scene, "P", bytesOf(scene, 3_000_000));
  const id = await wanted(scene, scene.S, file);
  let most = 0;
  for (let i = 0; i < 60 && asked(scene.S, id).state !== "completed"; i++) {
    await passes(scene, 1);
    most = Math.max(most, standing(scene).length);
  }
  expect(asked(scene.S, id)).toMatchObject({ state: "completed" });
  expect(most).toBeGreaterThan(32);
  expect(most).toBeLessThanOrEqual(64);
  for (const side of ["P", "S"] as const) expect(scene.contents[side].largest).toBeLessThanOrEqual(LARGEST);
});

test(
  "a pass moves a bounded number of bytes of all contents together, at both sides, and issues do not wait for the rest",
  { timeout: 120_000 },
  async () => {
    scene = await contentsScene(32, 16 * MIB);
    const files = [7, 8, 9].map((byte) => attached(scene, "P", new Uint8Array(24 * MIB).fill(byte)));
    for (const file of files) await wanted(scene, scene.S, file);
    await passes(scene, 2);
    const placed = (): number => [...sizes].reduce((sum, [, size]) => sum + size, 0);
    const sizes = new Map<string, number>();
    const look = (): void => {
      for (const path of standing(scene)) sizes.set(path, scene.world.exchange.folder.bytes(path)?.length ?? 0);
    };
    const arrived = (): number =>
      [...scene.contents.S.arriving.values(), ...scene.contents.S.whole.values()].reduce((sum, { length }) => sum + length, 0);
    const titles: unknown[] = [];
    const moved: Record<"out" | "in", number[]> = { out: [], in: [] };
    look();
    for (let i = 0; i < 12; i++) {
      const before = { out: placed(), in: arrived() };
      await scene.P.pass();
      look();
      if (i === 3) scene.P.tracker.edit(scene.issue, { fields: { title: "Pump" } });
      await scene.S.pass();
      moved.out.push(placed() - before.out);
      moved.in.push(arrived() - before.in);
      titles.push(scene.S.tracker.issue(scene.issue)?.fields["title"]);
    }
    expect(titles[5]).toBe("Pump");
    // As much as goes into it, and not a byte more.
    for (const way of [moved.out, moved.in]) {
      expect(Math.max(...way)).toBeLessThanOrEqual(16 * MIB);
      expect(Math.max(...way)).toBeGreaterThan(11 * MIB);
    }
    expect(arrived()).toBeGreaterThan(48 * MIB);
  },
);

test("it goes on wherever either side's process ends", { timeout: 120_000 }, async () => {
  const bytes = bytesOf(scene, 200_000);
  for (const side of [scene.P, scene.S])
    for (const among of ["commit", "exchange", "content"])
      for (const at of [1, 3, 8, 17]) {
        const file = attached(scene, "P", bytes);
        const id = await wanted(scene, scene.S, file);
        side.points.arm(at, among);
        await passes(scene, 30);
        side.points.disarm();
        expect([among, at, asked(scene.S, id).state, hasWhole(scene, "S", file, bytes), standing(scene)]).toEqual([
          among,
          at,
          "completed",
          true,
          [],
        ]);
        scene.contents.S.whole.clear();
      }
  for (const side of [scene.P, scene.S]) expect(side.points.fired.size).toBeGreaterThan(1);
});

test("who waits no longer says so: the parts go, what has arrived stays, and the next time goes on from there", async () => {
  const bytes = bytesOf(scene, 2_000_000);
  const file = attached(scene, "P", bytes);
  const id = await wanted(scene, scene.S, file);
  for (let i = 0; i < 20 && asked(scene.S, id).content?.got === 0; i++) await passes(scene, 1);
  const { got = 0 } = asked(scene.S, id).content ?? {};
  expect(got).toBeGreaterThan(0);
  expect(await scene.S.command({ kind: "cancel file", id, author: "Bo" })).toMatchObject({ kind: "done" });
  expect(asked(scene.S, id)).toMatchObject({ state: "failed", code: "CANCELLED" });
  await passes(scene, 4);
  expect(standing(scene)).toEqual([]);
  expect(scene.P.store.answered(scene.P.connection().id, id)).toMatchObject({ state: "ended" });
  expect(await scene.contents.S.arrived(file.issue, file.id)).toBeGreaterThanOrEqual(got);
  const again = await wanted(scene, scene.S, file);
  const { length } = bytes;
  await passes(scene, 2);
  expect(standing(scene).length * LARGEST).toBeLessThan(length);
  await passes(scene, 40);
  expect([asked(scene.S, again).state, hasWhole(scene, "S", file, bytes)]).toEqual(["completed", true]);
  expect(await scene.S.command({ kind: "cancel file", id: again, author: "Bo" })).toMatchObject({ code: "NOTHING_UNDER_WAY" });
});

test("a part that is lost or cut in the exchange place stands there again", async () => {
  const bytes = bytesOf(scene, 500_000);
  const file = attached(scene, "P", bytes);
  const id = await wanted(scene, scene.S, file);
  for (let i = 0; i < 40; i++) {
    for (const path of standing(scene)) {
      const kind = scene.world.random.chance(0.3) ? "lose" : "cut";
      if (i < 12 && scene.world.random.chance(0.5)) scene.world.exchange.folder[kind](path);
    }
    await passes(scene, 1);
  }
  expect([asked(scene.S, id).state, hasWhole(scene, "S", file, bytes), standing(scene)]).toEqual(["completed", true, []]);
});

test("parts that do not open are asked for anew, and given up in the end; an alarm says so once", async () => {
  const bytes = bytesOf(scene, 100_000);
  const file = attached(scene, "P", bytes);
  const id = await wanted(scene, scene.S, file);
  const damage = (): void => standing(scene).forEach((path) => scene.world.exchange.folder.corrupt(path));
  for (let i = 0; i < 8; i++) {
    scene.world.clock.now += 31_000;
    await scene.P.pass();
    damage();
    await scene.S.pass();
  }
  await passes(scene, 30);
  expect([asked(scene.S, id).state, hasWhole(scene, "S", file, bytes)]).toEqual(["completed", true]);

  const other = attached(scene, "P", bytes);
  const never = await wanted(scene, scene.S, other);
  for (let i = 0; i < 40; i++) {
    scene.world.clock.now += 31_000;
    await scene.P.pass();
    damage();
    await scene.S.pass();
  }
  await passes(scene, 4);
  expect(asked(scene.S, never)).toMatchObject({ state: "failed", code: "FILE_TRANSFER" });
  expect(raised("S")).toEqual(["FAILED_TRANSFER: FILE_TRANSFER"]);
  expect([await scene.contents.S.arrived(other.issue, other.id), standing(scene)]).toEqual([0, []]);
});

test("leftovers of a transfer that nobody knows of any more are taken away by their writer", async () => {
  const file = attached(scene, "P", bytesOf(scene, 100_000));
  await wanted(scene, scene.S, file);
  await passes(scene, 2);
  const [standsThere = ""] = standing(scene);
  const stray = standsThere.replace(/\/files\/.*/, `/files/${scene.issue}.3`);
  scene.world.exchange.folder.put(stray, new Uint8Array(10));
  await passes(scene, 2);
  expect(standing(scene)).not.toContain(stray);
  await passes(scene, 20);
  expect(standing(scene)).toEqual([]);
});

test("status says that a content goes once its partner asked for it, not where it only asked whether it is here", async () => {
  const { P, S } = scene;
  const file = attached(scene, "P", bytesOf(scene, 100_000));
  const id = await wanted(scene, S, file);
  const going = (): readonly unknown[] =>
    contentsOnTheirWay({ store: P.store } as OpenProject).map(({ conversation, way, name }) => [conversation, way, name]);
  await S.pass();
  await P.pass();
  expect([P.store.answered(P.connection().id, id)?.state, going()]).toEqual(["identified", []]);
  for (let i = 0; i < 20 && standing(scene).length === 0; i++) await passes(scene, 1);
  expect(going()).toEqual([[id, "out", "valve.png"]]);
});
