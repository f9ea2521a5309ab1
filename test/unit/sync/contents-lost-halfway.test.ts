import { expect, test } from "vitest";
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
