import { beforeEach, expect, test } from "vitest";
import type { ContentState, WantedFile } from "../../../src/model/content-state.ts";
import { newId } from "../../../src/model/ids.ts";
import { cameUnasked } from "../../../src/sync/contents/quota.ts";
import { safelyArrived } from "../../../src/sync/contents/safe-bytes.ts";
import { contentHeld, takeOperation } from "../../../src/sync/operations/operate.ts";
import {
  LARGEST,
  type Scene,
  agree,
  asked,
  attached,
  bytesOf,
  contentsScene,
  hasWhole,
  passes,
  standing,
  wanted,
} from "./contents-scene.ts";

/** What disks, keys and partners do to contents that travel: nothing is sealed twice, nothing unsafe counts, nobody fills a disk. */
let scene: Scene;

beforeEach(async () => {
  scene = await contentsScene(34);
});

const mint = (): string => newId(scene.world.clock.now++, scene.world.random.bytes(10));
const raised = (by: "P" | "S"): readonly string[] =>
  scene[by].store.audits(0, 10_000).flatMap(({ action, info }) => (action === "alarm raised" ? [info ?? ""] : []));
const bytesAt = (path: string): string => Buffer.from(scene.world.exchange.folder.bytes(path) ?? new Uint8Array()).toString("base64");

/** One other byte in what P takes for the content that was agreed. */
function changeUnseen({ issue, id }: WantedFile): void {
  scene.contents.P.trusts = true;
  const bytes = scene.contents.P.whole.get(`${issue} ${id}`);
  if (!bytes) throw new Error("no content");
  bytes[100] = (bytes[100] ?? 0) ^ 1;
}

/** Passes on, and holds what is sealed as each part against what was. */
async function passesWithOneSealingEach(times: number, sealed: Map<string, string>): Promise<void> {
  for (let i = 0; i < times; i++) {
    for (const side of [scene.P, scene.S]) {
      await side.pass();
      for (const path of standing(scene)) {
        expect([path, bytesAt(path)]).toEqual([path, sealed.get(path) ?? bytesAt(path)]);
        sealed.set(path, bytesAt(path));
      }
    }
  }
}

test("a part that is lost is not sealed anew under its key from other bytes: another transfer begins", async () => {
  const file = attached(scene, "P", bytesOf(scene, 200_000));
  const id = await wanted(scene, scene.S, file);
  const sealed = new Map<string, string>();
  for (let i = 0; i < 20 && standing(scene).length === 0; i++) await passesWithOneSealingEach(1, sealed);
  const [first = ""] = standing(scene);
  expect(first).toMatch(/\.0$/);
  scene.contents.S.failure = { kind: "full", place: "", detail: "" };
  changeUnseen(file);
  scene.world.exchange.folder.lose(first);
  await passesWithOneSealingEach(10, sealed);
  expect(new Set([...sealed.keys()].map((path) => path.replace(/\.\d+$/, ""))).size).toBe(2);
  scene.contents.S.failure = null;
  await passesWithOneSealingEach(30, sealed);
  // What the other bytes made of it is no content that was agreed, and is not taken.
  expect(asked(scene.S, id)).toMatchObject({ state: "failed", code: "NEW_FILE_CHECKSUM" });
  expect(standing(scene)).toEqual([]);
});

test("what a part is sealed from is on record before it stands, so that the end of a process does not change it", async () => {
  const file = attached(scene, "P", bytesOf(scene, 200_000));
  await wanted(scene, scene.S, file);
  const { P } = scene;
  const content = (): ContentState | undefined => P.store.answeredIn(P.connection().id, ["identified", "working"])[0]?.content;
  let before: ContentState | undefined;
  for (let i = 0; i < 40 && before?.sealed?.length !== 1; i++) {
    P.points.arm(i % 8, "exchange");
    await passes(scene, 1);
    P.points.disarm();
    if (standing(scene).length === 0) before = content();
    else break;
  }
  expect([before?.sealed?.length, standing(scene)]).toEqual([1, []]);
  changeUnseen(file);
  await P.pass();
  expect(content()?.transfer?.id).not.toBe(before?.transfer?.id);
  expect(content()?.transfer?.key).not.toBe(before?.transfer?.key);
});

test("after a power cut only what was committed counts as arrived, whatever the size on the disk says", async () => {
  const bytes = bytesOf(scene, 2_000_000);
  const file = attached(scene, "P", bytes);
  const id = await wanted(scene, scene.S, file);
  for (let i = 0; i < 20 && asked(scene.S, id).content?.got === 0; i++) await passes(scene, 1);
  await scene.S.command({ kind: "cancel file", id, author: "Bo" });
  await passes(scene, 2);
  const place = `${file.issue} ${file.id}`;
  const arrived = scene.contents.S.arriving.get(place) ?? new Uint8Array();
  expect(arrived.length).toBeGreaterThan(0);
  scene.contents.S.arriving.set(place, Buffer.concat([arrived, new Uint8Array(50_000)]));
  const again = await wanted(scene, scene.S, file);
  await passes(scene, 40);
  expect([asked(scene.S, again).state, hasWhole(scene, "S", file, bytes), raised("S")]).toEqual(["completed", true, []]);
});

test("of what is on record and gone from the disk nothing counts, also where a power cut leaves something in its place", async () => {
  const bytes = bytesOf(scene, 2_000_000);
  const file = attached(scene, "P", bytes);
  const { S, contents } = scene;
  const id = await wanted(scene, S, file);
  for (let i = 0; i < 20 && asked(S, id).content?.got === 0; i++) await passes(scene, 1);
  await S.command({ kind: "cancel file", id, author: "Bo" });
  await passes(scene, 2);
  const place = `${file.issue} ${file.id}`;
  expect(contents.S.arriving.get(place)?.length).toBeGreaterThan(50_000);
  contents.S.arriving.delete(place);
  const again = await wanted(scene, S, file);
  contents.S.failure = { kind: "full", place: "", detail: "" };
  for (let i = 0; i < 20 && standing(scene).length === 0; i++) await passes(scene, 1);
  await passes(scene, 2);
  contents.S.failure = null;
  contents.S.arriving.set(place, new Uint8Array(50_000));
  expect(await safelyArrived(S.context, contents.S, file)).toBe(0);
  await passes(scene, 40);
  expect([asked(S, again).state, hasWhole(scene, "S", file, bytes), raised("S")]).toEqual(["completed", true, []]);
});

test("what arrived stays where the rest cannot be had, and the next time goes on from there", async () => {
  const bytes = bytesOf(scene, 400_000);
  const file = attached(scene, "P", bytes);
  const id = await wanted(scene, scene.S, file);
  for (let i = 0; i < 60 && asked(scene.S, id).state !== "failed"; i++) {
    scene.world.clock.now += 31_000;
    await scene.P.pass();
    if ((asked(scene.S, id).content?.got ?? 0) > 0) standing(scene).forEach((path) => scene.world.exchange.folder.corrupt(path));
    await scene.S.pass();
  }
  expect(asked(scene.S, id)).toMatchObject({ state: "failed", code: "FILE_TRANSFER" });
  const got = await scene.contents.S.arrived(file.issue, file.id);
  expect(got).toBeGreaterThan(0);
  const again = await wanted(scene, scene.S, file);
  await passes(scene, 1);
  expect(asked(scene.S, again).content?.got).toBe(0);
  await passes(scene, 40);
  expect([asked(scene.S, again).state, hasWhole(scene, "S", file, bytes)]).toEqual(["completed", true]);
});

test("a part that does not open is given up after looks with time between them, not after as many passes", async () => {
  const bytes = bytesOf(scene, 100_000);
  const file = attached(scene, "P", bytes);
  const id = await wanted(scene, scene.S, file);
  for (let i = 0; i < 20 && standing(scene).length === 0; i++) await scene[i % 2 === 0 ? "S" : "P"].pass();
  const damaged = standing(scene);
  for (const path of damaged) scene.world.exchange.folder.corrupt(path);
  for (let i = 0; i < 12; i++) for (const side of [scene.P, scene.S]) await side.pass();
  expect(asked(scene.S, id).content).toMatchObject({ unopened: 1, again: 0 });
  await passes(scene, 60);
  expect(standing(scene).filter((path) => damaged.includes(path))).toEqual([]);
  expect([asked(scene.S, id).state, hasWhole(scene, "S", file, bytes)]).toEqual(["completed", true]);
});

/** What P answers to S, who wants to hand over a content of this size. */
async function offered(size: number): Promise<string | undefined> {
  const { P, S, issue } = scene;
  const file = { issue, id: mint(), size, sha256: "a".repeat(64) };
  const attachment = { name: "valve.png", mediaType: "image/png", author: "Bo", created: "2026-11-21" };
  agree(P, issue, (known) => [...known, { ...attachment, id: file.id, origin: S.self, size, sha256: file.sha256 }]);
  const conversation = mint();
  const message = { kind: "identify request" as const, conversation, operation: "PutFile", file };
  const { id } = P.connection();
  const held = await contentHeld(P.context, id, message);
  P.store.transaction(() => takeOperation(P.context, id, message, held));
  const answers = P.said.map(({ body }) => JSON.parse(body)).filter((said) => said.conversation === conversation);
  return answers[0]?.code;
}

const GIB = 1024 ** 3;

test("what a partner hands over unasked is bounded: in all, with what is on its way, and by what stays free on the disk", async () => {
  expect(await offered(8 * GIB + 1)).toBe("NO_ROOM");
  expect(await offered(5 * GIB)).toBe("IDENTIFICATION_POSITIVE");
  expect(await offered(3 * GIB + 1)).toBe("NO_ROOM");
  expect(await offered(2 * GIB)).toBe("IDENTIFICATION_POSITIVE");
  scene.contents.P.free = 8 * GIB + 100;
  expect(await offered(101)).toBe("NO_ROOM");
  expect(await offered(99)).toBe("IDENTIFICATION_POSITIVE");
  scene.contents.P.free = 100;
  expect(await offered(1)).toBe("NO_ROOM");
});

test("what came unasked counts once it is here, and what was here already does not", async () => {
  const { P, S } = scene;
  const file = attached(scene, "S", bytesOf(scene, 30_000));
  for (let time = 0; time < 2; time++) {
    const id = await wanted(scene, S, file, "put file");
    await passes(scene, 12);
    expect(asked(S, id)).toMatchObject({ state: "completed" });
  }
  const connection = P.connection().id;
  expect(cameUnasked(P.context, connection)).toEqual({ bytes: 30_000, count: 1 });
  P.store.transaction(() => P.store.setFact(`unasked:${connection}`, "1 10000"));
  expect(await offered(1)).toBe("NO_ROOM");
});

test("a partner has a bounded number of file operations open here, also of those that it never goes on with", async () => {
  for (let i = 0; i < 64; i++) expect(await offered(10)).toBe("IDENTIFICATION_POSITIVE");
  expect(await offered(10)).toBe("FAILURE");
});

test("a disk that fills up while a content comes unasked keeps it waiting, and what a person asked for comes", async () => {
  const { S, P } = scene;
  const bytes = bytesOf(scene, 10 * LARGEST);
  const file = attached(scene, "S", bytes);
  const id = await wanted(scene, S, file, "put file");
  for (let i = 0; i < 20 && standing(scene).length === 0; i++) await scene[i % 2 === 0 ? "P" : "S"].pass();
  scene.contents.P.free = GIB + 10;
  await passes(scene, 10);
  expect(asked(S, id).state).toBe("accepted");
  expect(await scene.contents.P.arrived(file.issue, file.id)).toBe(0);
  const other = attached(scene, "S", bytes);
  const got = await wanted(scene, P, other);
  await passes(scene, 30);
  expect(asked(P, got).state).toBe("completed");
  scene.contents.P.free = 2 * GIB;
  await passes(scene, 30);
  expect([asked(S, id).state, hasWhole(scene, "P", file, bytes)]).toEqual(["completed", true]);
});

test("what arrived of a content that is handed over goes where its conversation ends undone, also where it is known no more: so the bound holds", async () => {
  const { P, S } = scene;
  const bytes = bytesOf(scene, 30 * LARGEST);
  for (const isForgotten of [false, true]) {
    const file = attached(scene, "S", bytes);
    const id = await wanted(scene, S, file, "put file");
    for (let i = 0; i < 20 && (await scene.contents.P.arrived(file.issue, file.id)) === 0; i++) await passes(scene, 1);
    expect(await scene.contents.P.arrived(file.issue, file.id)).toBeGreaterThan(0);
    if (isForgotten) {
      const row = P.store.answered(P.connection().id, id);
      if (row) P.store.transaction(() => P.store.putAnswered({ ...row, state: "ended" }));
    } else await S.command({ kind: "cancel file", id, author: "Bo" });
    await passes(scene, 3);
    expect(await scene.contents.P.arrived(file.issue, file.id)).toBe(0);
    expect(P.store.fact(`arrived:${file.id}.${file.sha256.slice(0, 32)}`)).toBeNull();
  }
});

test("what arrived of a content that somebody here asked for stays, also where it was handed over before", async () => {
  const { P, S } = scene;
  const file = attached(scene, "S", bytesOf(scene, 30 * LARGEST));
  const id = await wanted(scene, S, file, "put file");
  for (let i = 0; i < 20 && (await scene.contents.P.arrived(file.issue, file.id)) === 0; i++) await passes(scene, 1);
  const before = await scene.contents.P.arrived(file.issue, file.id);
  const mine = await wanted(scene, P, file);
  await S.command({ kind: "cancel file", id, author: "Bo" });
  await S.pass();
  await P.pass();
  await P.command({ kind: "cancel file", id: mine, author: "Ada" });
  await passes(scene, 3);
  expect(await scene.contents.P.arrived(file.issue, file.id)).toBeGreaterThanOrEqual(before);
  expect(before).toBeGreaterThan(0);
});

test("what has become whole counts as arrived no more: torn bytes of the next time are not taken for it", async () => {
  const { S } = scene;
  const bytes = bytesOf(scene, 3 * LARGEST);
  const file = attached(scene, "P", bytes);
  const id = await wanted(scene, S, file);
  const arrived = `arrived:${file.id}.${file.sha256.slice(0, 32)}`;
  // The last bytes come before the partner's next word.
  for (let i = 0; i < 20 && standing(scene).length === 0; i++) await scene[i % 2 === 0 ? "S" : "P"].pass();
  for (let i = 0; i < 6; i++) await S.pass();
  await passes(scene, 12);
  expect([asked(S, id).state, hasWhole(scene, "S", file, bytes), S.store.fact(arrived)]).toEqual(["completed", true, null]);
  // Also where a record of it was left.
  scene.contents.S.whole.delete(`${file.issue} ${file.id}`);
  S.store.transaction(() => S.store.setFact(arrived, `${file.size}`));
  const again = await wanted(scene, S, file);
  for (let i = 0; i < 20 && standing(scene).length === 0; i++) await scene[i % 2 === 0 ? "S" : "P"].pass();
  S.points.arm(0, "content");
  await passes(scene, 1);
  S.points.disarm();
  // The size grew before its bytes were written.
  scene.contents.S.arriving.set(`${file.issue} ${file.id}`, new Uint8Array(file.size));
  await passes(scene, 20);
  expect([asked(S, again).state, hasWhole(scene, "S", file, bytes), raised("S")]).toEqual(["completed", true, []]);
});

test("what stands under its name counts as arrived no more, where a process ended before that was noted and where somebody laid it there", async () => {
  const { S } = scene;
  const bytes = bytesOf(scene, 3 * LARGEST);
  const file = attached(scene, "P", bytes);
  await wanted(scene, S, file);
  const arrived = `arrived:${file.id}.${file.sha256.slice(0, 32)}`;
  for (let i = 0; i < 20 && standing(scene).length === 0; i++) await scene[i % 2 === 0 ? "S" : "P"].pass();
  scene.contents.S.put(file.issue, file.id, bytes);
  S.store.transaction(() => S.store.setFact(arrived, `${file.size}`));
  await S.pass();
  expect(S.store.fact(arrived)).toBeNull();
});
