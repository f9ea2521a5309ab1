import { expect, test } from "vitest";
import { newId } from "../../../src/model/ids.ts";
import { type Scene, agree, asked, attached, bytesOf, contentsScene, hasWhole, passes, standing, wanted } from "./contents-scene.ts";

/** A folder that is not there for a moment says nothing about the files in it: what was begun goes on when it is back. */
const stands = (scene: Scene, number: number): boolean => standing(scene).some((path) => path.endsWith(`.${number}`));

test.each(["get file", "put file"] as const)(
  "%s goes on where a part vanished while the file could not be read for a moment",
  async (kind) => {
    const scene = await contentsScene(54);
    const { S, P, contents, world } = scene;
    const bytes = bytesOf(scene, 300_000);
    const [giver, taker] = kind === "get file" ? (["P", "S"] as const) : (["S", "P"] as const);
    const file = attached(scene, giver, bytes);
    const id = await wanted(scene, S, file, kind);
    for (let i = 0; i < 20 && !stands(scene, 0); i++) for (const side of [S, P]) if (!stands(scene, 0)) await side.pass();
    const first = standing(scene).find((path) => path.endsWith(".0")) ?? "";
    world.exchange.folder.lose(first);
    contents[giver].away = true;
    for (let i = 0; i < 3; i++) await scene[giver].pass();
    expect([stands(scene, 0), asked(S, id).state]).not.toContain("failed");
    contents[giver].away = false;
    await passes(scene, 30);
    expect(asked(S, id)).toMatchObject({ state: "completed" });
    expect([hasWhole(scene, taker, file, bytes), standing(scene)]).toEqual([true, []]);
  },
);

test("a file that changed for good while its parts stood ends what hands it over", async () => {
  const scene = await contentsScene(55);
  const { S, P, contents, world } = scene;
  const file = attached(scene, "S", bytesOf(scene, 300_000));
  const id = await wanted(scene, S, file, "put file");
  for (let i = 0; i < 20 && !stands(scene, 0); i++) for (const side of [S, P]) if (!stands(scene, 0)) await side.pass();
  world.exchange.folder.lose(standing(scene).find((path) => path.endsWith(".0")) ?? "");
  contents.S.put(file.issue, file.id, bytesOf(scene, 300_000));
  await passes(scene, 8);
  expect(asked(S, id)).toMatchObject({ state: "failed", code: "FILE_NOT_FOUND" });
  expect([standing(scene), contents.P.arriving.size]).toEqual([[], 0]);
});

test.each(["lost", "damaged"] as const)("whoever waits for a %s part of a file that is not shared any more is told so", async (how) => {
  const scene = await contentsScene(59);
  const { S, P, contents, world } = scene;
  const file = attached(scene, "P", bytesOf(scene, 300_000));
  const id = await wanted(scene, S, file);
  for (let i = 0; i < 20 && !stands(scene, 0); i++) for (const side of [S, P]) if (!stands(scene, 0)) await side.pass();
  const first = standing(scene).find((path) => path.endsWith(".0")) ?? "";
  if (how === "lost") world.exchange.folder.lose(first);
  else world.exchange.folder.cut(first);
  agree(P, file.issue, () => []);
  await passes(scene, 12);
  expect(asked(S, id)).toMatchObject({ state: "failed", code: "FILE_NOT_FOUND" });
  expect([standing(scene), contents.S.whole.size]).toEqual([[], 0]);
});

test("whoever asks while the folder is away is not told that the file is gone", async () => {
  const scene = await contentsScene(56);
  const { S, contents } = scene;
  const mine = attached(scene, "P", bytesOf(scene, 9_000));
  contents.P.away = true;
  const got = await wanted(scene, S, mine);
  await passes(scene, 6);
  expect(asked(S, got)).toMatchObject({ state: "failed", code: "FAILURE" });
});

test("whoever gets or hands over a file while the folder here is away is told so, and no partner is asked for what may be here", async () => {
  const scene = await contentsScene(58);
  const { S, contents, world } = scene;
  const file = attached(scene, "S", bytesOf(scene, 9_000));
  contents.S.away = true;
  for (const kind of ["get file", "put file"] as const) {
    const id = newId(world.clock.now++, world.random.bytes(10));
    expect(await S.command({ kind, issue: file.issue, file: file.id, id, author: "Bo" })).toMatchObject({ code: "FILE_NOT_READ" });
  }
  expect(S.store.newestAsked(S.connection().id, "GetFile", 1)).toEqual([]);
});

test("what is taken back while the folder is away goes when it is there again", async () => {
  const scene = await contentsScene(57);
  const { S, P, contents, world } = scene;
  const theirs = attached(scene, "S", bytesOf(scene, 9_000));
  contents.P.put(theirs.issue, theirs.id, contents.S.whole.get(`${theirs.issue} ${theirs.id}`) ?? new Uint8Array());
  const id = newId(world.clock.now++, world.random.bytes(10));
  await S.command({ kind: "take back file", issue: theirs.issue, file: theirs.id, id, author: "Bo" });
  for (const side of [S, P, S]) await side.pass();
  contents.P.away = true;
  await passes(scene, 4);
  expect([asked(S, id).state, contents.P.whole.size]).toEqual(["requested", 1]);
  contents.P.away = false;
  await passes(scene, 4);
  expect([asked(S, id).state, contents.P.whole.size]).toEqual(["completed", 0]);
});
