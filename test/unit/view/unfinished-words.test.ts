import { expect, test } from "vitest";
import { type UnfinishedSetup, unfinishedRow } from "../../../src/view/unfinished-words.ts";

const LEFT: UnfinishedSetup = { kind: "connect", at: 1, because: "The exchange folder is full.", partner: "Nordwind", answers: {} };

test("a set-up that was left says with whom, that it goes on, and why it stopped", () => {
  expect(unfinishedRow(LEFT)).toMatchObject({
    label: "Nordwind",
    description: "not finished: continue",
    action: "createConnection",
    tooltip: expect.stringMatching(/^The exchange folder is full\.\n.*Discard Draft drops it/),
  });
  expect(unfinishedRow({ ...LEFT, kind: "join" })).toMatchObject({ label: "Joining Nordwind", action: "joinConnection" });
  expect([unfinishedRow({ ...LEFT, partner: "" }).label, unfinishedRow({ ...LEFT, kind: "join", partner: "" }).label]).toEqual([
    "A new connection",
    "Joining a partner",
  ]);
});
