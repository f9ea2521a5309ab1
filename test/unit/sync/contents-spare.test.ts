import { expect, test } from "vitest";
import type { AskedOperation } from "../../../src/model/operation.ts";
import { leaveForSpare } from "../../../src/sync/contents/spare.ts";
import { PATIENCE_MS } from "../../../src/sync/operations/ask.ts";
import { asked, attached, bytesOf, contentsScene, passes, wanted } from "./contents-scene.ts";

/** A partner that brings nothing is left for another one that can, and only then. */
const MINUTE = 60_000;

test.each([
  ["whose folder is away", false, 1],
  ["that says nothing", true, 60],
])("a partner %s is left for another one that can, after a while", async (_, isReached, minutes) => {
  const scene = await contentsScene(71);
  const { S, world } = scene;
  const file = attached(scene, "P", bytesOf(scene, 200_000));
  const id = await wanted(scene, S, file);
  for (let i = 0; i < 12 && asked(S, id).state !== "accepted"; i++) await passes(scene, 1);
  const connection = S.connection();
  const spare: AskedOperation = { ...asked(S, id), connection: "another", state: "identifying" };
  S.store.transaction(() => {
    S.store.putConnection({ ...connection, id: "another", name: "another" });
    S.store.putAsked(spare);
  });
  const first = (): AskedOperation | null => S.store.asked(connection.id, id);
  const heard = (first()?.until ?? 0) - PATIENCE_MS;
  const left = (at: number): boolean => {
    world.clock.now = at;
    return leaveForSpare(S.context, connection, isReached);
  };
  // Nobody else said that it can.
  expect([left(heard + 10 * minutes * MINUTE), first()?.state]).toEqual([false, "accepted"]);
  S.store.transaction(() => S.store.putAsked({ ...spare, spare: true }));
  expect([left(heard + minutes * MINUTE), first()?.state]).toEqual([false, "accepted"]);
  expect(left(heard + minutes * MINUTE + 1)).toBe(true);
  expect(first()).toMatchObject({ state: "failed", code: "FAILURE" });
  expect(S.store.asked("another", id)).toMatchObject({ state: "requested", unsent: true });
});
