import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { DetailsPage } from "../support/details-page.ts";
import {
  SETUP_PATIENCE,
  type TwoSides,
  connectedSides,
  editLine,
  issueFile,
  issueFiles,
  issuePath,
  newSharedIssue,
  openSide,
  typeLine,
} from "../support/two-sides.ts";
import { until } from "../support/until.ts";

/** The partner's change meets an edit that stands in an editor and is not saved yet. */
const windows = useBrowser();
let sides: TwoSides;

beforeAll(async () => {
  sides = await connectedSides(windows);
}, SETUP_PATIENCE);
afterAll(async () => {
  await sides?.stop();
});

test("without auto-save the partner's change waits for the unsaved edit, and both sides get both", async () => {
  const { acme, nordwind } = sides;
  const ada = await openSide(windows, acme);
  const bo = await openSide(windows, nordwind);
  const key = await newSharedIssue(ada, acme, "Pump leaks at the seal");
  const there = await issueFile(nordwind, "the title", (text) => text.includes("# Pump leaks at the seal\n"));
  const theirs = new RegExp(`^${there}\\b`);
  await bo.view("Issues").row(theirs, ({ badge }) => badge === "✓");
  await bo.editor.open(`${there}.md`);
  await typeLine(bo, issuePath(nordwind, there), "# Pump leaks at the seal", "# Pump leaks at the seal\n\nBo saw it on Monday.");
  await until("unsaved", () => bo.editor.isDirty());

  await editLine(ada, issuePath(acme, key), "# Pump leaks at the seal", "# Pump leaks at both seals");
  const waits = "waits until its file is saved";
  await bo.view("Issues").row(theirs, ({ badge, description }) => badge === "H" && description.includes(waits));
  expect(readFileSync(issuePath(nordwind, there), "utf8")).toContain("# Pump leaks at the seal\n");
  expect(await bo.editor.text()).toContain("Bo saw it on Monday.");
  await bo.screenshot("unsaved-waits");
  const page = await DetailsPage.open(bo, there);
  await page.says("An editor holds changes to it that are not saved.");
  await bo.screenshot("unsaved-page");
  await page.press("Save it");

  const both = (text: string): boolean => text.includes("# Pump leaks at both seals\n\nBo saw it on Monday.\n");
  await issueFile(nordwind, "both", both);
  await issueFile(acme, "both", both);
  await bo.view("Issues").row(theirs, ({ badge }) => badge === "✓");
  await page.says("Up to date.");
  await bo.editor.open(`${there}.md`);
  await until("both in the editor", async () => both(await bo.editor.text()));
  expect(await bo.editor.isDirty()).toBe(false);
  await bo.screenshot("unsaved-saved");
});

test("with auto-save after a delay nothing is lost either, while both sides go on writing", async () => {
  const { acme, nordwind } = sides;
  const ada = await openSide(windows, acme);
  const bo = await openSide(windows, nordwind);
  await bo.command("File: Toggle Auto Save");
  const key = await newSharedIssue(ada, acme, "Valve sticks in cold weather");
  const there = await issueFile(nordwind, "the title", (text) => text.includes("# Valve sticks in cold weather\n"));
  await bo.view("Issues").row(new RegExp(`^${there}\\b`), ({ badge }) => badge === "✓");
  await bo.editor.open(`${there}.md`);
  await bo.editor.toEnd();
  await bo.editor.type("\nFirst of Bo");
  await editLine(ada, issuePath(acme, key), "# Valve sticks in cold weather", "# Valve sticks in any weather");
  await bo.editor.type(", then more of Bo.");
  const both = (text: string): boolean =>
    text.includes("# Valve sticks in any weather\n") && text.trimEnd().endsWith("First of Bo, then more of Bo.");
  await issueFile(nordwind, "both", both);
  await issueFile(acme, "both", both);
  await bo.view("Issues").row(new RegExp(`^${there}\\b`), ({ badge }) => badge === "✓");
  await until("both in the editor, saved", async () => !(await bo.editor.isDirty()) && both(await bo.editor.text()));
  expect(issueFiles(nordwind).size).toBe(issueFiles(acme).size);
  expect(await bo.messages.notifications()).toEqual([]);
  await bo.screenshot("unsaved-auto");
});
