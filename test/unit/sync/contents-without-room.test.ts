import { expect, test } from "vitest";
import { asked, attached, bytesOf, contentsScene, hasWhole, passes, wanted } from "./contents-scene.ts";

const FULL = { kind: "full", place: "memory", detail: "ENOSPC" } as const;

test.each([0, 1, 30_000])(
  "a content of %i bytes that cannot be put into its place is not said to be done, also where nothing of it is missing any more",
  async (length) => {
    const scene = await contentsScene(52);
    const { S, contents } = scene;
    const bytes = bytesOf(scene, length);
    const file = attached(scene, "P", bytes);
    // From an earlier time all of it has arrived.
    contents.S.arriving.set(`${file.issue} ${file.id}`, bytes);
    contents.S.failure = FULL;
    const id = await wanted(scene, S, file);
    await passes(scene, 6);
    expect(asked(S, id)).toMatchObject({ state: "requested" });
    contents.S.failure = null;
    await passes(scene, 6);
    expect(asked(S, id)).toMatchObject({ state: "completed" });
    expect(hasWhole(scene, "S", file, bytes)).toBe(true);
  },
);
