import { expect, test } from "vitest";
import { runningConnection, contextInMemory } from "./sample-context.ts";
import type { Message } from "../../../src/protocol/message.ts";
import { MESSAGE, workOf, workOfBytes } from "../../../src/sync/message-work.ts";
import { type Turns, fairTurns } from "../../../src/sync/turns.ts";

const context = contextInMemory();
const connections = ["a", "b", "c", "d", "e", "quiet"].map((id) => runningConnection(context, id, id, "primary"));
/** So many small messages wait. */
const waiting = (messages: number) => ({ files: 1, read: 0, work: messages * MESSAGE });
const MUCH = waiting(4_000);
const LITTLE = waiting(3);

/** One pass in which all but `quiet` have much: who read, and who worked how much, in that order. */
function passed(turns: Turns): { readonly having: string; readonly worked: string } {
  const having = turns.next(connections);
  for (const id of having) turns.note(id, id === "quiet" ? LITTLE : MUCH);
  const shares = turns.shares(having);
  for (const share of shares) turns.worked(share, share.id === "quiet" ? LITTLE.work : share.work, share.id === "quiet" ? 0 : MUCH.work);
  return { having: [...having].join(" "), worked: shares.map(({ id, work }) => `${id} ${Math.floor(work / MESSAGE)}`).join(", ") };
}

test("those with little to do have a turn in every pass, of the others two, in the order in which they waited", () => {
  const turns = fairTurns();
  expect(turns.next(connections).size).toBe(6);
  const passes = Array.from({ length: 6 }, () => passed(turns).having);
  expect(passes).toEqual(["a b c d e quiet", "a b quiet", "c d quiet", "a e quiet", "b c quiet", "d e quiet"]);
});

test("who has little works first; of the others two work, and a pass has one bound for both; all work, and share it, when they are found at once", () => {
  const turns = fairTurns();
  const passes = Array.from({ length: 3 }, () => passed(turns).worked);
  expect(passes).toEqual(["quiet 256, a 51, b 51, c 51, d 51, e 51", "quiet 256, a 128, b 128", "quiet 256, c 128, d 128"]);
});

test("one that has much, beside others, gets the whole of a pass; the only connection is not bounded", () => {
  const turns = fairTurns();
  for (const [given, share] of [
    [connections.slice(4), { id: "e", work: 256 * MESSAGE }],
    [connections.slice(4, 5), { id: "e", work: Infinity }],
  ] as const) {
    const having = turns.next(given);
    turns.note("e", MUCH);
    expect(turns.shares(having)).toContainEqual(share);
  }
});

test("no further file is read of one whose messages wait for its turn, and one file at least of all others", () => {
  const turns = fairTurns();
  const having = turns.next(connections);
  expect(turns.reads("a")).toEqual({ files: 4, work: 32 * MESSAGE });
  for (const id of having) turns.note(id, MUCH);
  for (const share of turns.shares(having)) turns.worked(share, share.id === "b" ? share.work - 1 : share.work, share.id === "c" ? 0 : 5);
  expect(["a", "b", "c", "d"].map((id) => turns.reads(id).files)).toEqual([0, 4, 4, 0]);
});

test("however many have much, everybody who is found at once gets a share", () => {
  const turns = fairTurns();
  const many = Array.from({ length: 40 }, (_, number) => runningConnection(context, `many ${number}`, `many ${number}`, "primary"));
  const having = turns.next(many);
  for (const id of having) turns.note(id, MUCH);
  expect(new Set(turns.shares(having).map(({ work }) => work))).toEqual(new Set([16 * MESSAGE]));
});

test("messages that wait for something else than a turn keep nobody busy, and more of them have a bound when they can be dealt with", () => {
  const turns = fairTurns();
  const pass = (): ReadonlySet<string> => {
    const having = turns.next(connections);
    for (const id of having) turns.note(id, { ...waiting(4_000), files: 0 });
    for (const share of turns.shares(having)) turns.worked(share, 0, 4_000 * MESSAGE);
    return having;
  };
  // All were found busy once; each has its turn, in which it cannot get on.
  for (let passes = 0; passes < 4; passes++) pass();
  expect([pass().size, pass().size]).toEqual([6, 6]);
  expect(turns.reads("a")).toEqual({ files: 4, work: 4_032 * MESSAGE });
  const [share] = turns.shares(turns.next(connections));
  expect(share).toEqual({ id: "a", work: 256 * MESSAGE });
  if (share) turns.worked(share, share.work, 3_744 * MESSAGE);
  turns.note("a", { ...waiting(3_744), files: 0 });
  expect(turns.reads("a").files).toBe(0);
  expect(turns.shares(new Set(["a", "b"])).map(({ id }) => id)).toEqual(["b", "a"]);
});

test("connections that are over take no turn of others, and one file at a time is read of them", () => {
  const turns = fairTurns();
  const given = connections
    .slice(0, 4)
    .map((made, place) =>
      place < 2 ? { ...made, facts: { ...made.facts, link: "closed" as const } } : place === 2 ? { ...made, retired: true as const } : made,
    );
  for (let pass = 0; pass < 4; pass++) {
    const having = turns.next(given);
    expect([...having]).toEqual(["a", "b", "c", "d"]);
    expect([...having].map((id) => turns.reads(id).files)).toEqual([1, 1, 1, 4]);
    for (const id of having) turns.note(id, { ...waiting(4_000), files: 4 });
    for (const share of turns.shares(having)) turns.worked(share, 0, 0);
  }
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

test("few but large messages are much, waiting or just read, and so are many files", () => {
  const turns = fairTurns();
  const large = workOf(null, 2_000_000);
  for (const had of [
    { ...waiting(0), work: 31 * large },
    { ...waiting(0), read: workOfBytes(60 * 1024 * 1024) },
    { ...waiting(0), files: 4 },
  ]) {
    turns.next(connections);
    for (const { id } of connections) turns.note(id, id === "quiet" ? LITTLE : had);
    expect([...turns.next(connections)]).toEqual(["a", "b", "quiet"]);
  }
});

test("what only says that it was heard hardly counts: who gets very much from us is not one who sends much", () => {
  const issue = connections[0]?.id ?? "";
  const about = { issue, contract: 1, result: "applied" } as const;
  const heard = { kind: "confirmation", ...about, conflicts: [], refused: [], overruled: [] } as unknown as Message;
  // What makes us send something again is none.
  const others = [
    { ...heard, changes: {} },
    ...["superseded", "base unknown", "left scope", "already shared"].map((result) => ({ ...heard, result })),
  ];
  expect([heard, ...others].map((message) => workOf(message as Message, 300))).toEqual([1, ...others.map(() => MESSAGE)]);
  const turns = fairTurns();
  turns.next(connections);
  turns.note("a", { files: 3, read: 0, work: 500 * workOf(heard, 300) });
  turns.note("b", { files: 3, read: 0, work: 500 * MESSAGE });
  turns.note("c", MUCH);
  turns.note("d", MUCH);
  expect([...turns.next(connections)]).toEqual(["a", "b", "c", "e", "quiet"]);
});
