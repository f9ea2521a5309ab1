import { existsSync, readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import {
  type TwoSides,
  acceptAndStart,
  comment,
  connectionStatus,
  createConnection,
  issueFile,
  issueFiles,
  joinConnection,
  makeProject,
  newSharedIssue,
  openSide,
  publishAndStart,
  twoSides,
} from "../support/two-sides.ts";

/** From two empty folders to the first synchronised comment, by keyboard and mouse alone. */
const windows = useBrowser();
let sides: TwoSides;

beforeAll(async () => {
  sides = await twoSides();
});
afterAll(async () => {
  await sides?.stop();
});

test("two people who know nothing of each other's trackers get to the first synchronised comment", async () => {
  const { acme, nordwind, exchange, handshake } = sides;
  const ada = await openSide(windows, acme);
  await makeProject(ada, "Acme", "ACME");
  await createConnection(ada, sides);
  expect(existsSync(handshake)).toBe(true);
  expect(await connectionStatus(ada, "nordwind", "handshake")).toContain("waiting to be joined");
  await ada.screenshot("acts-1-invited");

  const bo = await openSide(windows, nordwind);
  await makeProject(bo, "Nordwind", "NW");
  await joinConnection(bo, sides);
  await bo.screenshot("acts-2-joined");
  await connectionStatus(ada, "Nordwind", "stopped, unverified");
  await connectionStatus(bo, "Acme", "stopped, unverified");

  await ada.screenshot("acts-3-asked");
  await publishAndStart(ada);
  await connectionStatus(ada, "Nordwind", "waiting for secondary");
  await connectionStatus(bo, "Acme", "update required");
  await bo.screenshot("acts-4-asked");
  await acceptAndStart(bo);
  await connectionStatus(ada, "Nordwind", "running, not checked");
  await connectionStatus(bo, "Acme", "running, not checked");

  const key = await newSharedIssue(ada, acme, "Valve sticks in cold weather");
  const there = await issueFile(nordwind, "the title", (text) => text.includes("# Valve sticks in cold weather"));
  expect([key, there]).toEqual(["ACME-1", "NW-1"]);
  await bo.view("Issues").row(/^NW-1\b.*Valve sticks/, ({ description, badge }) => description.includes("ACME-1") && badge === "✓");
  await comment(bo, "NW-1", "Seen at the harbour, too.");
  await issueFile(acme, "the comment", (text) => text.includes("\nSeen at the harbour, too.\n"));
  await ada.view("Issues").row(/^ACME-1\b/, ({ description, badge }) => description.includes("NW-1") && badge === "✓");
  await ada.screenshot("acts-5-done");
  await bo.screenshot("acts-6-done", "light");

  // What lies in the folder says nothing of it.
  const names = readdirSync(exchange, { recursive: true }).map(String);
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => /valve|acme|nordwind/i.test(name))).toEqual([]);
  expect([issueFiles(acme).size, issueFiles(nordwind).size]).toEqual([1, 1]);
});
