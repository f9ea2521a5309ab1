import { expect, test } from "vitest";
import { type ContentState, beginning } from "../../../src/model/content-state.ts";
import { acceptSaid } from "../../../src/sync/contents/accept-content.ts";
import { asked, attached, bytesOf, contentsScene, hasWhole, passes, standing, wanted } from "./contents-scene.ts";

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
