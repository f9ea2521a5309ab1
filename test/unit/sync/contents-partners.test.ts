import { expect, test } from "vitest";
import { cancelFile } from "../../../src/sync/contents/ask-file.ts";
import { lively } from "../../../src/sync/contents/partners.ts";
import type { Member } from "../../simulation/tree-world.ts";
import {
  type HubScene,
  alarms,
  anHour,
  arrived,
  contentsOf,
  folderAway,
  get,
  hubScene,
  isHere,
  part,
  rounds,
} from "../../simulation/hub-scene.ts";

/** One content that several partners have (docs/PROTOCOL.md 6, "Contents"). A partner that does not work makes no pass. */
const DAY = 24 * 60 * 60_000;

/** The first of two says that it can, and the second one after it. */
async function bothCan(scene: HubScene): Promise<{ readonly id: string; readonly near: Member; readonly far: Member }> {
  const [near, far] = scene.partners;
  if (!near || !far) throw new Error("two are needed");
  const id = await get(scene);
  await rounds(scene, [scene.hub, near, scene.hub], 1);
  await rounds(scene, [far, scene.hub], 2);
  expect([part(scene, near, id).state, part(scene, far, id)]).toMatchObject(["requested", { state: "identifying", spare: true }]);
  return { id, near, far };
}

/** And has brought some of it. */
async function someOfIt(scene: HubScene, near: Member): Promise<number> {
  for (let i = 0; i < 12 && (await arrived(scene)) === 0; i++) await rounds(scene, [near, scene.hub], 1);
  const had = await arrived(scene);
  expect(had).toBeGreaterThan(0);
  expect(had).toBeLessThan(scene.file.size);
  return had;
}

test("a partner that says nothing for an hour is waited for no longer where another one can: not earlier, and no alarm is about it", async () => {
  const scene = await hubScene(201);
  const { id, near, far } = await bothCan(scene);
  scene.tree.clock.now += 50 * 60_000;
  await rounds(scene, [scene.hub, far], 4);
  expect([part(scene, near, id).late, part(scene, far, id).spare]).toEqual([undefined, true]);
  scene.tree.clock.now += 15 * 60_000;
  await rounds(scene, [scene.hub, far], 30);
  expect([isHere(scene), part(scene, far, id).state]).toEqual([true, "completed"]);
  expect([part(scene, near, id).code, alarms(scene)]).toEqual(["NOT_SELECTED", []]);
  // It comes back, hears that nobody waits, and nothing of it stays.
  await rounds(scene, [near, scene.hub, far], 4);
  expect(scene.tree.exchange.folder.paths().filter((path) => path.includes("/files/"))).toEqual([]);
});

test("what one partner brought stays, and the next goes on from there", async () => {
  const scene = await hubScene(202);
  const { id, near, far } = await bothCan(scene);
  const had = await someOfIt(scene, near);
  await anHour(scene, [scene.hub]);
  for (let i = 0; i < 4 && !part(scene, far, id).content?.transfer; i++) await rounds(scene, [scene.hub, far], 1);
  expect(part(scene, far, id).content?.transfer?.from).toBe(had);
  await rounds(scene, [far, scene.hub], 30);
  expect([isHere(scene), part(scene, far, id).state]).toEqual([true, "completed"]);
});

test("a slow partner is not left for one that is not there any more: it goes on as soon as it says a word", async () => {
  const scene = await hubScene(203);
  const { id, near, far } = await bothCan(scene);
  await someOfIt(scene, near);
  await anHour(scene, [scene.hub]);
  await anHour(scene, [scene.hub]);
  expect([part(scene, near, id).late, part(scene, far, id).late]).toEqual([true, undefined]);
  scene.tree.clock.now += DAY;
  await rounds(scene, [near, scene.hub], 30);
  expect([isHere(scene), part(scene, near, id).state, part(scene, far, id).code]).toEqual([true, "completed", "NOT_SELECTED"]);
  expect(alarms(scene)).toEqual([]);
});

test("who was late rests while another one brings, and is gone on with when that one falls silent: none is asked twice for nothing", async () => {
  const scene = await hubScene(204, 2, 1_500_000);
  const { id, near, far } = await bothCan(scene);
  await someOfIt(scene, near);
  await anHour(scene, [scene.hub]);
  await rounds(scene, [far, scene.hub], 4);
  expect([part(scene, near, id).spare, part(scene, far, id).state, part(scene, far, id).spare]).toEqual([true, "accepted", undefined]);
  // Both work: only one brings.
  const before = part(scene, near, id).content?.got;
  await rounds(scene, [near, far, scene.hub], 2);
  expect([part(scene, near, id).content?.got, part(scene, near, id).spare]).toEqual([before, true]);
  await anHour(scene, [scene.hub]);
  await rounds(scene, [near, scene.hub], 60);
  expect([isHere(scene), part(scene, near, id).state, alarms(scene)]).toEqual([true, "completed", []]);
});

test("a partner that brings a little each hour, or says a word, keeps a content from nobody: another one is asked besides", async () => {
  const scene = await hubScene(214, 2, 1_500_000);
  const { id, near, far } = await bothCan(scene);
  await someOfIt(scene, near);
  // Each time it works for a moment only, in which it is heard.
  const aLittle = async (): Promise<void> => {
    const before = part(scene, near, id).heard;
    for (let i = 0; i < 4 && part(scene, near, id).heard === before; i++) await rounds(scene, [near, scene.hub], 1);
    expect(part(scene, near, id).heard).not.toBe(before);
  };
  for (let i = 0; i < 3 && part(scene, far, id).spare; i++) {
    scene.tree.clock.now += 45 * 60_000;
    await aLittle();
  }
  expect([part(scene, near, id).late, part(scene, far, id).spare]).toEqual([true, undefined]);
  // A word, or a little more, does not make it the one that is waited for; much does.
  const row = part(scene, near, id);
  const more = (bytes: number) => ({ ...row, ...(row.content && { content: { ...row.content, got: row.content.got + bytes } }) });
  const now = scene.tree.clock.now + 60_000;
  expect([0, 100_000, 300_000].map((bytes) => lively(more(bytes), now).late)).toEqual([true, true, undefined]);
  // Nor is one slow that was asleep for hours, and brings much when it wakes, or answers for the first time.
  const later = now + DAY;
  const { pace: _, ...first } = row;
  expect([lively(more(300_000), later), lively(more(0), later), lively(first, later)].map(({ pace }) => pace?.slow)).toEqual([
    undefined,
    true,
    undefined,
  ]);
  await rounds(scene, [scene.hub, far], 120);
  expect([isHere(scene), part(scene, far, id).state, alarms(scene)]).toEqual([true, "completed", []]);
});

test("where two are slow the third is asked before either is asked again", async () => {
  const scene = await hubScene(215, 3);
  const { id, near, far } = await bothCan(scene);
  const [, , third] = scene.partners;
  if (!third) throw new Error("three are needed");
  await rounds(scene, [third, scene.hub], 2);
  await rounds(scene, [far, scene.hub], 1);
  await anHour(scene, [scene.hub]);
  const second = [far, third].find((one) => !part(scene, one, id).spare);
  const last = [far, third].find((one) => one !== second);
  if (!second || !last) throw new Error("nobody was asked");
  // The first one rests, and was heard last.
  await rounds(scene, [second, scene.hub], 4);
  await rounds(scene, [near, scene.hub], 2);
  expect(part(scene, near, id).spare).toBe(true);
  await anHour(scene, [scene.hub]);
  expect([part(scene, near, id).spare, part(scene, last, id).spare]).toEqual([true, undefined]);
});

test("a partner whose folder is away is waited for a minute; one whose folder is away is not asked", async () => {
  const scene = await hubScene(205, 3);
  const { id, near, far } = await bothCan(scene);
  const third = scene.partners[2];
  if (!third) throw new Error("three are needed");
  await rounds(scene, [third, scene.hub], 2);
  await someOfIt(scene, near);
  for (const partner of [near, far]) folderAway(scene, partner, true);
  await rounds(scene, [scene.hub, third], 5);
  expect([part(scene, near, id).late, part(scene, third, id).spare]).toEqual([undefined, true]);
  await rounds(scene, [scene.hub, third], 30);
  expect([isHere(scene), part(scene, third, id).state]).toEqual([true, "completed"]);
  expect(part(scene, far, id)).toMatchObject({ code: "NOT_SELECTED" });
  expect(alarms(scene)).toEqual([]);
});

test("a folder that is away for the others, too, changes nothing: the first goes on when it is back", async () => {
  const scene = await hubScene(206);
  const { id, near, far } = await bothCan(scene);
  await someOfIt(scene, near);
  for (const partner of [near, far]) folderAway(scene, partner, true);
  await anHour(scene, [scene.hub]);
  folderAway(scene, near, false);
  await rounds(scene, [scene.hub, near], 30);
  expect([isHere(scene), part(scene, near, id).state]).toEqual([true, "completed"]);
});

test("a content of another checksum raises an alarm about who brought it, and comes from the next", async () => {
  const scene = await hubScene(207);
  const { id, near, far } = await bothCan(scene);
  spoil(scene, near);
  await rounds(scene, [near, scene.hub], 40);
  expect(part(scene, near, id)).toMatchObject({ state: "failed", code: "NEW_FILE_CHECKSUM" });
  await rounds(scene, [far, scene.hub], 40);
  expect([isHere(scene), part(scene, far, id).state]).toEqual([true, "completed"]);
  expect(alarms(scene)).toEqual([["FAILED_TRANSFER", "NEW_FILE_CHECKSUM", near.letter]]);
});

test("who goes on with what another one brought wrong is not taken for the one that did: it brings all of it", async () => {
  const scene = await hubScene(208);
  const { id, near, far } = await bothCan(scene);
  spoil(scene, near);
  await someOfIt(scene, near);
  await anHour(scene, [scene.hub]);
  await rounds(scene, [far, scene.hub], 80);
  expect([isHere(scene), part(scene, far, id).state, alarms(scene)]).toEqual([true, "completed", []]);
});

test("where nobody is left it ends with the last partner's code, once", async () => {
  const scene = await hubScene(209);
  const { id, near, far } = await bothCan(scene);
  for (const partner of [near, far]) spoil(scene, partner);
  await rounds(scene, [near, far, scene.hub], 80);
  expect([near, far].map((partner) => part(scene, partner, id).code)).toEqual(["NEW_FILE_CHECKSUM", "NEW_FILE_CHECKSUM"]);
  expect(alarms(scene)).toEqual([near, far].map(({ letter }) => ["FAILED_TRANSFER", "NEW_FILE_CHECKSUM", letter]));
  expect([await arrived(scene), (await scene.hub.pass())?.progress]).toEqual([0, false]);
});

test("nobody who was asked comes back: each is named once, one that only stood by is not, and nothing waits any more", async () => {
  const scene = await hubScene(210, 3);
  const { id, near, far } = await bothCan(scene);
  const third = scene.partners[2];
  if (!third) throw new Error("three are needed");
  await rounds(scene, [third, scene.hub], 2);
  folderAway(scene, third, true);
  await anHour(scene, [scene.hub]);
  scene.tree.clock.now += 8 * DAY;
  await rounds(scene, [scene.hub], 3);
  expect([near, far, third].map((partner) => part(scene, partner, id).code)).toEqual(["TIMEOUT", "TIMEOUT", "NOT_SELECTED"]);
  expect(alarms(scene)).toEqual([near, far].map(({ letter }) => ["TIMEOUT", "GetFile", letter]));
  await rounds(scene, [scene.hub], 2);
  expect(alarms(scene)).toHaveLength(2);
});

test("while the disk here is full, or the folder of issues away, no partner is late for it", async () => {
  const scene = await hubScene(211);
  const { id, near, far } = await bothCan(scene);
  const contents = contentsOf(scene, scene.hub);
  const had = await someOfIt(scene, near);
  contents.failure = { kind: "full", place: "", detail: "ENOSPC" };
  await rounds(scene, [near, scene.hub], 2);
  await anHour(scene, [scene.hub, near, far]);
  contents.failure = null;
  contents.away = true;
  await anHour(scene, [scene.hub, near, far]);
  expect([part(scene, near, id).late, part(scene, far, id).spare, await arrived(scene)]).toEqual([undefined, true, had]);
  contents.away = false;
  await rounds(scene, [near, scene.hub], 30);
  expect([isHere(scene), part(scene, near, id).state, part(scene, far, id).code]).toEqual([true, "completed", "NOT_SELECTED"]);
});

test("what was wrong and comes once more is measured from where it begins again, not against what is gone", async () => {
  const scene = await hubScene(214);
  const { id, near } = await bothCan(scene);
  const { content, ...asked } = part(scene, near, id);
  if (!content) throw new Error("no content");
  const hour = 60 * 60_000;
  const brought = { ...asked, pace: { at: 0, got: 3_000_000 }, content: { ...content, got: 0 } };
  const anew = lively(brought, 1_000);
  expect(anew.pace).toEqual({ at: 0, got: 0 });
  expect(lively({ ...anew, content: { ...content, got: 300_000 } }, hour + 1_000).pace).toEqual({ at: hour + 1_000, got: 300_000 });
});

test("where the connection of the one at work ends, another one is asked", async () => {
  const scene = await hubScene(212);
  const { id, near, far } = await bothCan(scene);
  await scene.hub.command({ kind: "revoke", connection: near.letter, author: "Ada" });
  await rounds(scene, [far, scene.hub], 30);
  expect([isHere(scene), part(scene, near, id).code, part(scene, far, id).state]).toEqual([true, "CONNECTION_CHANGED", "completed"]);
});

test("whoever waits no longer tells all of them, also those that rest", async () => {
  const scene = await hubScene(213, 2, 1_500_000);
  const { id, near, far } = await bothCan(scene);
  await someOfIt(scene, near);
  await anHour(scene, [scene.hub]);
  await rounds(scene, [far, scene.hub], 4);
  scene.hub.store.transaction(() => cancelFile(scene.hub.context, id));
  await rounds(scene, [near, far, scene.hub], 4);
  expect(scene.tree.exchange.folder.paths().filter((path) => path.includes("/files/"))).toEqual([]);
  expect([part(scene, near, id).code, part(scene, far, id).code]).toEqual(["CANCELLED", "CANCELLED"]);
});

/** Its content is another one than was agreed, and it does not notice. */
function spoil(scene: HubScene, partner: Member): void {
  const contents = contentsOf(scene, partner);
  const other = Uint8Array.from(scene.bytes);
  other[17] = (other[17] ?? 0) ^ 1;
  contents.put(scene.file.issue, scene.file.id, other);
  contents.trusts = true;
}
