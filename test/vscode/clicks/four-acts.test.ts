import { existsSync, readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import type { Effort } from "../support/effort.ts";
import {
  type TwoSides,
  answerConnection,
  answerInvitation,
  answerNewIssue,
  comment,
  connectionStatus,
  issueFile,
  issueFiles,
  makeProject,
  openSide,
  twoSides,
} from "../support/two-sides.ts";
import type { Workbench } from "../support/workbench.ts";

/**
 * From two empty folders to the first synchronised comment, by keyboard and mouse alone: the five minutes of somebody who follows what the screen
 * offers, each act prompted by the one before, and takes the first choice of each list: the contract is decided on with the invitation. What each side
 * may cost: questions, clicks, keys (the texts that are typed count in full).
 */
const MOST: Readonly<Record<string, Effort>> = {
  "Acme: make a project": { prompts: 3, clicks: 2, keys: 10 },
  "Acme: create the connection": { prompts: 5, clicks: 2, keys: 15 },
  "Nordwind: make a project": { prompts: 3, clicks: 2, keys: 12 },
  "Nordwind: join": { prompts: 6, clicks: 3, keys: 7 },
  "Acme: the first issue, shared": { prompts: 2, clicks: 4, keys: 29 },
  "Nordwind: the first comment": { prompts: 2, clicks: 3, keys: 26 },
};

const windows = useBrowser();
let sides: TwoSides;

beforeAll(async () => {
  sides = await twoSides();
});
afterAll(async () => {
  await sides?.stop();
});

test("two people who know nothing of each other's trackers get to the first synchronised comment, and no act costs more than it may", async () => {
  const { acme, nordwind, exchange, handshake } = sides;
  const cost: Record<string, Effort> = {};
  const done = (act: string, window: Workbench): void => void (cost[act] = window.effort.taken());
  const begin = Date.now();
  const ada = await openSide(windows, acme);
  await makeProject(ada, "Acme", "ACME", "Create Connection");
  done("Acme: make a project", ada);
  await answerConnection(ada, sides);
  done("Acme: create the connection", ada);
  expect(existsSync(handshake)).toBe(true);
  expect(await connectionStatus(ada, "nordwind", "handshake")).toContain("not joined yet");
  await ada.screenshot("acts-1-invited");

  const bo = await openSide(windows, nordwind);
  await makeProject(bo, "Nordwind", "NW", "Join a Connection");
  done("Nordwind: make a project", bo);
  await answerInvitation(bo, sides);
  done("Nordwind: join", bo);
  await bo.screenshot("acts-2-joined");
  await connectionStatus(ada, "Nordwind", "running, number not compared");
  await connectionStatus(bo, "Acme", "running, number not compared");

  await ada.view("Issues").welcomeAction("New Issue");
  const key = await answerNewIssue(ada, acme, "Valve sticks in cold weather");
  done("Acme: the first issue, shared", ada);
  const there = await issueFile(nordwind, "the title", (text) => text.includes("# Valve sticks in cold weather"));
  expect([key, there]).toEqual(["ACME-1", "NW-1"]);
  await bo.view("Issues").row(/^NW-1\b.*Valve sticks/, ({ description, badge }) => description.includes("ACME-1") && badge === "✓");
  await comment(bo, "NW-1", "Seen at the harbour, too.");
  done("Nordwind: the first comment", bo);
  await issueFile(acme, "the comment", (text) => text.includes("\nSeen at the harbour, too.\n"));
  await ada.view("Issues").row(/^ACME-1\b/, ({ description, badge }) => description.includes("NW-1") && badge === "✓");
  const seconds = Math.round((Date.now() - begin) / 1000);
  await ada.screenshot("acts-5-done");
  await bo.screenshot("acts-6-done", "light");
  console.table(cost);
  console.log(`From the first window to the first synchronised comment: ${seconds} s.`);
  expect(Object.keys(cost)).toEqual(Object.keys(MOST));
  for (const [act, { prompts, clicks, keys }] of Object.entries(cost)) {
    const most = MOST[act] ?? { prompts: 0, clicks: 0, keys: 0 };
    expect([prompts <= most.prompts, clicks <= most.clicks, keys <= most.keys], `${act}: ${JSON.stringify(cost[act])}`).toEqual([
      true,
      true,
      true,
    ]);
  }

  // What lies in the folder says nothing of it.
  const names = readdirSync(exchange, { recursive: true }).map(String);
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => /valve|acme|nordwind/i.test(name))).toEqual([]);
  expect([issueFiles(acme).size, issueFiles(nordwind).size]).toEqual([1, 1]);
});
