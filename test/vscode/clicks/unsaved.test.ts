import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { DetailsPage } from "../support/details-page.ts";
import { editLine, issueFile, issueFiles, issuePath, newSharedIssue, openBoth, typeLine, useConnectedSides } from "../support/two-sides.ts";
import { until } from "../support/until.ts";

/** The partner's change meets an edit that stands in an editor and is not saved yet. */
const windows = useBrowser({ lasting: true });
const sides = useConnectedSides();
/** Between two keys of somebody who types without a pause; auto-save waits for one of a second. */
const KEY_MS = 100;

test("without auto-save the partner's change waits for the unsaved edit, also of a window that is reloaded, and both sides get both", async () => {
  const { acme, nordwind } = sides();
  const [ada, bo] = await openBoth(windows, sides());
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
  await (await DetailsPage.open(bo, there)).says("An editor holds changes to it that are not saved.");
  await bo.screenshot("unsaved-page");

  // The window comes back with the edit, a while after it works again: were the file written in between, the edit could not be saved.
  await bo.reload();
  await bo.activity("Issue Ferry");
  await until("unsaved again", async () => (await bo.editor.tabs()).includes(`${there}.md •`));
  await bo.view("Issues").row(theirs, ({ badge, description }) => badge === "H" && description.includes(waits));
  const page = await DetailsPage.open(bo, there);
  await page.press("Save it");

  const both = (text: string): boolean => text.includes("# Pump leaks at both seals\n\nBo saw it on Monday.\n");
  await issueFile(nordwind, "both", both);
  await issueFile(acme, "both", both);
  await bo.view("Issues").row(theirs, ({ badge }) => badge === "✓");
  await page.says("Up to date.");
  await bo.editor.open(`${there}.md`);
  await until("both in the editor", async () => both(await bo.editor.text()));
  expect(await bo.editor.isDirty()).toBe(false);
  expect(await bo.messages.notifications()).toEqual([]);
  await bo.screenshot("unsaved-saved");
});

test("with auto-save the partner's change waits while somebody types, comes in when they pause, and both sides get both", async () => {
  const { acme, nordwind } = sides();
  const [ada, bo] = await openBoth(windows, sides());
  await bo.command("File: Toggle Auto Save");
  const key = await newSharedIssue(ada, acme, "Valve sticks in cold weather");
  const there = await issueFile(nordwind, "the title", (text) => text.includes("# Valve sticks in cold weather\n"));
  const theirs = new RegExp(`^${there}\\b`);
  await bo.view("Issues").row(theirs, ({ badge }) => badge === "✓");
  // Her edit stands ready: were she to begin when his arrive, her editor might not have noticed that its file was written.
  await typeLine(ada, issuePath(acme, key), "# Valve sticks in cold weather", "# Valve sticks in any weather");
  await until("unsaved", () => ada.editor.isDirty());

  await bo.editor.open(`${there}.md`);
  await bo.editor.toEnd();
  await bo.editor.type("\nBo goes on");
  const enough = new AbortController();
  const typing = (async () => {
    while (!enough.signal.aborted) await bo.editor.type(" and on", KEY_MS);
    await bo.editor.type(".");
  })();
  try {
    await ada.editor.save();
    await bo.view("Issues").row(theirs, ({ badge }) => badge === "H");
  } finally {
    enough.abort();
    await typing;
  }

  const both = (text: string): boolean => /# Valve sticks in any weather\n\nBo goes on(?: and on)+\.\n?$/.test(text);
  await issueFile(nordwind, "both", both);
  await issueFile(acme, "both", both);
  await bo.view("Issues").row(theirs, ({ badge }) => badge === "✓");
  // A long line is shown as several.
  const shown = async (): Promise<string> => (await bo.editor.text()).replaceAll(/\s+/g, " ");
  await until("both in the editor, saved", async () => !(await bo.editor.isDirty()) && /any weather Bo goes on.*\.$/.test(await shown()));
  expect(issueFiles(nordwind).size).toBe(issueFiles(acme).size);
  expect(await bo.messages.notifications()).toEqual([]);
  await bo.screenshot("unsaved-auto");
});
