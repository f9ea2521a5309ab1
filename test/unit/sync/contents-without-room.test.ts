import { expect, test } from "vitest";
import { asked, attached, bytesOf, contentsScene, hasWhole, passes, wanted } from "./contents-scene.ts";

const FULL = { kind: "full", place: "memory", detail: "ENOSPC" } as const;

test.each([0, 1, 30_000])(
  "a content of %i bytes that cannot be put into its place is not said to be done, also where all of it has arrived before",
  async (length) => {
    const scene = await contentsScene(52);
    const { S, contents } = scene;
    const bytes = bytesOf(scene, length);
    const file = attached(scene, "P", bytes);
    const finish = contents.S.finish.bind(contents.S);
    contents.S.finish = async () => FULL;
    const first = await wanted(scene, S, file);
    await passes(scene, 6);
    expect(asked(S, first).state).not.toBe("completed");
    await S.command({ kind: "cancel file", id: first, author: "Ada" });
    const second = await wanted(scene, S, file);
    await passes(scene, 6);
    expect(asked(S, second).state).not.toBe("completed");
    contents.S.finish = finish;
    await passes(scene, 6);
    expect(asked(S, second)).toMatchObject({ state: "completed" });
    expect(hasWhole(scene, "S", file, bytes)).toBe(true);
  },
);
