import { expect, test } from "vitest";
import { PART_TAG_BYTES } from "../../../src/envelope/part.ts";
import { type ContentState, type WantedFile, beginning } from "../../../src/model/content-state.ts";
import { acceptSaid } from "../../../src/sync/contents/accept-content.ts";
import { noteArrived } from "../../../src/sync/contents/safe-bytes.ts";
import { type Scene, LARGEST, asked, attached, bytesOf, contentsScene, hasWhole, passes, standing, wanted } from "./contents-scene.ts";

test("a content of which a part is gone again, after the partner took its copies away, is asked for anew from there", async () => {
  const scene = await contentsScene(53);
  const { S, contents } = scene;
  const bytes = bytesOf(scene, 300_000);
  const file = attached(scene, "P", bytes);
  const id = await wanted(scene, S, file);
  const name = `${file.issue} ${file.id}`;
  const stands = (number: number): boolean => standing(scene).some((path) => path.endsWith(`.${number}`));
  for (let i = 0; i < 40 && (stands(0) || !stands(4)); i++) await passes(scene, 1);
  const half = contents.S.arriving.get(name)?.slice(0, 30_000) ?? new Uint8Array();
  expect([stands(0), stands(4), half.length, asked(S, id).state]).toEqual([false, true, 30_000, "accepted"]);
  contents.S.arriving.set(name, half);
  await passes(scene, 30);
  expect(asked(S, id)).toMatchObject({ state: "completed" });
  expect(hasWhole(scene, "S", file, bytes)).toBe(true);
  expect(standing(scene)).toEqual([]);
});

test("a content that goes on from where it was, and of which that is gone before the first new part is taken, comes from the beginning", async () => {
  const scene = await contentsScene(56);
  const { S, contents } = scene;
  const bytes = bytesOf(scene, 300_000);
  const file = attached(scene, "P", bytes);
  await contents.S.append(file.issue, file.id, file, 0, bytes.slice(0, 100_000));
  S.store.transaction(() => noteArrived(S.context, file, 100_000));
  const id = await wanted(scene, S, file);
  contents.S.failure = { kind: "full", place: "", detail: "" };
  for (let i = 0; i < 20 && !asked(S, id).content?.transfer; i++) await passes(scene, 1);
  expect(asked(S, id).content?.transfer?.from).toBe(100_000);
  contents.S.arriving.clear();
  contents.S.failure = null;
  await passes(scene, 30);
  expect([asked(S, id).state, hasWhole(scene, "S", file, bytes), S.store.alarms("all", 10)]).toEqual(["completed", true, []]);
});

/** Words of the receiving side, one after the other; how many were taken. */
function heard(words: readonly number[]): number {
  let content: ContentState | null = beginning({ issue: "i", id: "a", size: 10_000, sha256: "0".repeat(64) }, "out");
  for (const [at, got] of words.entries()) {
    content = content && acceptSaid(content, { got });
    if (!content) return at;
  }
  return words.length;
}

test("whoever lost much of what had arrived is waited for as at first, but not whoever loses again and again", () => {
  const rising = Array.from({ length: 90 }, (_, at) => 100 * (at + 1));
  expect(heard([...rising, 0, ...rising])).toBe(181);
  const again = Array.from({ length: 50 }, () => [100, 0]).flat();
  expect(heard(again)).toBeLessThan(40);
});

/** Of the content so many bytes lie at S that are not its own, as somebody else brought them. */
async function wrongArrived({ S, contents }: Scene, file: WantedFile, length: number): Promise<void> {
  await contents.S.append(file.issue, file.id, file, 0, new Uint8Array(length));
  S.store.transaction(() => noteArrived(S.context, file, length));
}

test.each([29_000, 30_000 - 8 * 1024, 5_000])(
  "of a content of which others brought the first %i bytes, wrong, the partner at work brings all once more, also where its first word held the rest",
  async (length) => {
    const scene = await contentsScene(54);
    const { S } = scene;
    const bytes = bytesOf(scene, 30_000);
    const file = attached(scene, "P", bytes);
    await wrongArrived(scene, file, length);
    const id = await wanted(scene, S, file);
    await passes(scene, 12);
    expect([asked(S, id).state, hasWhole(scene, "S", file, bytes)]).toEqual(["completed", true]);
    expect([S.store.alarms("all", 10), standing(scene)]).toEqual([[], []]);
  },
);

test.each([1_000, 15_000])(
  "what others brought wrong is found while the partner is to speak: whatever it says next of its last %i bytes is no fault of it",
  async (last) => {
    const scene = await contentsScene(55);
    const { P, S, world } = scene;
    const { folder } = world.exchange;
    const part = LARGEST - PART_TAG_BYTES;
    const bytes = bytesOf(scene, 1_000 + part + last);
    const file = attached(scene, "P", bytes);
    await wrongArrived(scene, file, 1_000);
    const id = await wanted(scene, S, file);
    const second = (): string | undefined => standing(scene).find((path) => path.endsWith(".1"));
    for (let i = 0; i < 12 && !second(); i++) await P.pass().then(async () => second() ?? S.pass());
    await P.pass();
    const path = second() ?? "";
    const held = folder.bytes(path) ?? new Uint8Array();
    folder.lose(path);
    for (let i = 0; i < 4; i++) await S.pass();
    expect([asked(S, id).content?.turn, asked(S, id).content?.got]).toEqual([false, 1_000 + part]);
    folder.put(path, held);
    await S.pass();
    expect(await scene.contents.S.arrived(file.issue, file.id)).toBe(0);
    await passes(scene, 12);
    expect([asked(S, id).state, hasWhole(scene, "S", file, bytes), S.store.alarms("all", 10)]).toEqual(["completed", true, []]);
  },
);

test("who brings all of it once more, and wrong again, is not asked without end", async () => {
  const scene = await contentsScene(56);
  const { S, contents } = scene;
  const file = attached(scene, "P", bytesOf(scene, 90_000));
  const key = `${file.issue} ${file.id}`;
  contents.P.whole.set(key, bytesOf(scene, 90_000));
  contents.P.trusts = true;
  await wrongArrived(scene, file, 85_000);
  const id = await wanted(scene, S, file);
  for (let i = 0; i < 60 && asked(S, id).state !== "failed"; i++) {
    // Somebody else brings the first bytes of it each time they are gone.
    if ((await contents.S.arrived(file.issue, file.id)) === 0) await wrongArrived(scene, file, 85_000);
    await passes(scene, 1);
  }
  expect(asked(S, id)).toMatchObject({ state: "failed", code: "NEW_FILE_CHECKSUM" });
});
