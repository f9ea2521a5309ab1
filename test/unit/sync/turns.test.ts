import { expect, test } from "vitest";
import { runningConnection, contextInMemory } from "./sample-context.ts";
import { fairTurns } from "../../../src/sync/turns.ts";

const context = contextInMemory();
const connections = ["a", "b", "c", "d", "e", "quiet"].map((id) => runningConnection(context, id, id, "primary"));
const MUCH = { files: 4, messages: 4_000 };
const LITTLE = { files: 1, messages: 3 };

test("those with little to do have a turn in every pass, of the others two, in the order in which they waited", () => {
  const turns = fairTurns();
  expect(turns.next(connections).size).toBe(6);
  for (const { id } of connections) turns.note(id, id === "quiet" ? LITTLE : MUCH);
  const passes: string[] = [];
  for (let pass = 0; pass < 5; pass++) {
    const having = [...turns.next(connections)];
    passes.push(having.join(" "));
    for (const id of having) turns.note(id, id === "quiet" ? LITTLE : MUCH);
  }
  expect(passes).toEqual(["a b quiet", "c d quiet", "a e quiet", "b c quiet", "d e quiet"]);
});

test("who has little to do again is among the others again, and who is gone is forgotten", () => {
  const turns = fairTurns();
  for (const id of ["a", "b", "c"]) turns.note(id, MUCH);
  expect([...turns.next(connections)]).toEqual(["a", "b", "d", "e", "quiet"]);
  turns.note("a", LITTLE);
  turns.note("b", MUCH);
  expect([...turns.next(connections.slice(0, 2))]).toEqual(["a", "b"]);
  expect([...turns.next(connections)].slice(0, 3)).toEqual(["a", "b", "c"]);
});
