import { expect, test } from "vitest";
import { beginSteps, rowsInStep } from "../../../src/sync/operations/long-steps.ts";
import { contextInMemory } from "./sample-context.ts";

test("however many partners ask for long lists at once, two get a whole step of a pass, in turn, and everybody gets on", () => {
  const context = contextInMemory();
  const passes = [1, 2, 3, 4].map((pass) => {
    beginSteps(context, pass);
    // It is begun anew by each connection's look at its operations.
    return ["a", "b", "c", "d", "e"].map((id) => {
      beginSteps(context, pass);
      return rowsInStep(context, id, 20_000);
    });
  });
  const [whole, part] = [20_000, 1_000];
  expect(passes).toEqual([
    [whole, whole, part, part, part],
    [part, part, whole, whole, part],
    [whole, part, part, part, whole],
    [part, whole, whole, part, part],
  ]);
});

test("who asks no more keeps nobody waiting, and who asks alone gets whole steps", () => {
  const context = contextInMemory();
  beginSteps(context, 1);
  for (const id of ["a", "b", "c"]) rowsInStep(context, id, 100);
  beginSteps(context, 2);
  expect([rowsInStep(context, "c", 100), rowsInStep(context, "c", 100)]).toEqual([100, 100]);
  beginSteps(context, 3);
  expect(rowsInStep(context, "d", 100)).toBe(100);
});
