import { expect, test } from "vitest";
import { runningConnection, contextInMemory } from "./sample-context.ts";
import { type Turns, fairTurns } from "../../../src/sync/turns.ts";

const context = contextInMemory();
const connections = ["a", "b", "c", "d", "e", "quiet"].map((id) => runningConnection(context, id, id, "primary"));
const MUCH = { files: 1, messages: 4_000 };
const LITTLE = { files: 1, messages: 3 };

/** One pass in which all but `quiet` have much: who read, and who worked how much, in that order. */
function passed(turns: Turns): { readonly having: string; readonly worked: string } {
  const having = turns.next(connections);
  for (const id of having) turns.note(id, id === "quiet" ? LITTLE : MUCH);
  const shares = turns.shares(having);
  for (const share of shares) turns.worked(share, share.id === "quiet" ? 3 : share.messages);
  return { having: [...having].join(" "), worked: shares.map(({ id, messages }) => `${id} ${messages}`).join(", ") };
}

test("those with little to do have a turn in every pass, of the others two, in the order in which they waited", () => {
  const turns = fairTurns();
  expect(turns.next(connections).size).toBe(6);
  const passes = Array.from({ length: 6 }, () => passed(turns).having);
  expect(passes).toEqual(["a b c d e quiet", "c d quiet", "a e quiet", "b c quiet", "d e quiet", "a b quiet"]);
});

test("who has little works first and all of it; of the others two work, and a pass has one bound for both, also when all are found at once", () => {
  const turns = fairTurns();
  const passes = Array.from({ length: 3 }, () => passed(turns).worked);
  expect(passes).toEqual(["quiet Infinity, a 128, b 128, c 0, d 0, e 0", "quiet Infinity, c 128, d 128", "quiet Infinity, e 128, a 128"]);
});

test("one that has much, beside others, gets the whole of a pass; the only connection is not bounded", () => {
  const turns = fairTurns();
  for (const [given, share] of [
    [connections.slice(4), { id: "e", messages: 256 }],
    [connections.slice(4, 5), { id: "e", messages: Infinity }],
  ] as const) {
    const having = turns.next(given);
    turns.note("e", MUCH);
    expect(turns.shares(having)).toContainEqual(share);
  }
});

test("no further file is read of one whose messages wait for its turn, and one file at least of all others", () => {
  const turns = fairTurns();
  const having = turns.next(connections);
  expect(turns.reads("a")).toEqual({ files: 4, messages: 32 });
  for (const id of having) turns.note(id, MUCH);
  for (const share of turns.shares(having)) turns.worked(share, share.id === "b" ? share.messages - 1 : share.messages);
  expect(["a", "b", "c"].map((id) => turns.reads(id).files)).toEqual([0, 4, 0]);
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
