import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import type { Effort } from "../support/effort.ts";
import {
  type TwoSides,
  acceptAndStart,
  answerConnection,
  answerInvitation,
  connectionStatus,
  makeProject,
  newSharedIssue,
  openSide,
  publishAndStart,
  issueFile,
  twoSides,
} from "../support/two-sides.ts";

/** The four acts of two people who wish to be asked: nothing starts before each has said so, and it costs them no more than it did before. */
const MOST: Effort = { prompts: 25, clicks: 20, keys: 99 };

const windows = useBrowser();
let sides: TwoSides;

beforeAll(async () => {
  sides = await twoSides();
});
afterAll(async () => {
  await sides?.stop();
});

test("who wishes to be asked is asked when both are connected, with the number, and for as few clicks as ever", async () => {
  const { acme, nordwind } = sides;
  const ada = await openSide(windows, acme);
  await makeProject(ada, "Acme", "ACME", "Create Connection");
  await answerConnection(ada, sides, "Those I mark, ask me first");
  const bo = await openSide(windows, nordwind);
  await makeProject(bo, "Nordwind", "NW", "Join a Connection");
  // Their invitation announces nothing: there is nothing to accept now.
  await answerInvitation(bo, sides, "Those I mark");
  await connectionStatus(ada, "Nordwind", "stopped: no contract yet, unverified");
  await connectionStatus(bo, "Acme", "stopped: no contract yet, unverified");
  await ada.screenshot("asked-1-connected");
  await publishAndStart(ada);
  await connectionStatus(ada, "Nordwind", "waiting for secondary");
  await connectionStatus(bo, "Acme", "update required");
  await bo.screenshot("asked-2-published");
  await acceptAndStart(bo);
  await connectionStatus(ada, "Nordwind", "running, number not compared");
  await connectionStatus(bo, "Acme", "running, number not compared");
  const both = [ada.effort.taken(), bo.effort.taken()];
  // What the first issue and comment cost is counted with the four acts.
  const rest: Effort = { prompts: 4, clicks: 7, keys: 55 };
  const sum = (of: keyof Effort): number => both.reduce((all, taken) => all + taken[of], rest[of]);
  console.log(`${sum("prompts")} questions, ${sum("clicks")} clicks, ${sum("keys")} keys`);
  expect([sum("prompts") <= MOST.prompts, sum("clicks") <= MOST.clicks, sum("keys") <= MOST.keys]).toEqual([true, true, true]);

  await newSharedIssue(ada, acme, "Valve sticks");
  expect(await issueFile(nordwind, "the title", (text) => text.includes("# Valve sticks"))).toBe("NW-1");
});
