import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { startServer } from "../support/server.ts";
import { listingOf, notesReading, watchReading } from "../support/traces.ts";
import {
  SETUP_PATIENCE,
  type TwoSides,
  comment,
  connectedSides,
  issueFile,
  issueFiles,
  newSharedIssue,
  openSide,
} from "../support/two-sides.ts";
import { until } from "../support/until.ts";

/** A folder that nobody trusts yet: its issues can be read, and nothing else happens. */
const windows = useBrowser();
let sides: TwoSides;

beforeAll(async () => {
  // The servers of the first test are started without trust as a question; the settings allow it for the one that is started later.
  sides = await connectedSides({
    "security.workspace.trust.enabled": true,
    "security.workspace.trust.startupPrompt": "never",
    "security.workspace.trust.banner": "never",
  });
}, SETUP_PATIENCE);
afterAll(async () => {
  await sides?.stop();
});

test("in Restricted Mode issues are read and nothing is written, sent or listed; once the folder is trusted it synchronises, in the same window", async () => {
  const { acme, nordwind, exchange } = sides;
  const [ada, bo] = await Promise.all([openSide(windows, acme), openSide(windows, nordwind)]);
  await newSharedIssue(ada, acme, "Valve sticks");
  await bo.view("Issues").row(/^NW-1\b.*Valve sticks/, ({ badge }) => badge === "✓");
  await ada.view("Issues").row(/^ACME-1\b/, ({ badge }) => badge === "✓");
  await ada.page.close();
  await acme.server.stop();
  await comment(bo, "NW-1", "Seen at the harbour.");
  await issueFile(nordwind, "the comment", (text) => text.includes("\nSeen at the harbour.\n"));
  await bo.view("Issues").row(/^NW-1\b/, ({ badge }) => badge === "P");
  await bo.page.close();
  await nordwind.server.stop();

  const state = join(acme.machine.home, ".local", "share", "issue-ferry");
  expect(readdirSync(state)).toHaveLength(1);
  const before = [acme.machine.workspace, state].map(listingOf);
  const carried = watchReading(exchange);

  acme.server = await startServer(acme.machine, { workspaceTrust: true });
  const window = await openSide(windows, acme);
  const issues = window.view("Issues");
  await issues.row("ACME-1 Valve sticks", ({ badge }) => badge === "");
  await until("it says what mode it is", async () => (await issues.message()).includes("Restricted Mode"));
  expect(await window.views()).toEqual(["Issues"]);
  await issues.click("ACME-1 Valve sticks");
  await window.editor.active("ACME-1.md");
  expect((await window.commands("Issue Ferry: ")).filter((title) => /New|Share|Connection|Synchronise/.test(title))).toEqual([]);
  await window.screenshot("restricted-read");
  expect(carried.looked()).toEqual([]);
  expect(listingOf(exchange)).toEqual(carried.listing);
  expect([acme.machine.workspace, state].map(listingOf)).toEqual(before);

  // What the user writes is the user's, and is shown; it stays as it was written, and goes nowhere.
  const line =
    readFileSync(join(acme.machine.workspace, "issues", "ACME-1.md"), "utf8")
      .split("\n")
      .indexOf("# Valve sticks") + 1;
  await window.editor.toLine(line);
  await window.editor.press("End");
  await window.editor.type(" in winter");
  await window.editor.save();
  await issues.row("ACME-1 Valve sticks in winter");
  expect(listingOf(state)).toEqual(before[1]);
  expect(listingOf(exchange)).toEqual(carried.listing);
  expect([...issueFiles(acme).keys()]).toEqual(["ACME-1"]);
  const untilTrusted = watchReading(exchange);

  await window.page.evaluate("globalThis.sameWindow = true");
  await issues.click("Trust this folder to synchronise");
  const trust = window.page.locator(".workspace-trust-editor .monaco-button", { hasText: /^Trust$/ });
  await trust.waitFor();
  await window.screenshot("restricted-asked");
  await trust.click();
  await issues.row(/^ACME-1\b.*Valve sticks in winter/, ({ description, badge }) => badge === "P" && description.includes("NW-1"));
  await issueFile(acme, "what the partner wrote meanwhile", (text) => text.includes("\nSeen at the harbour.\n"));
  expect(await window.page.evaluate("globalThis.sameWindow")).toBe(true);
  expect(await window.views()).toEqual(["Issues", "Connections", "Alarms And Activity"]);
  // So it would have been noticed before, unless this file system notes no reading.
  expect(untilTrusted.looked().length > 0).toBe(notesReading(acme.machine.home));
  await window.screenshot("restricted-trusted");

  nordwind.server = await startServer(nordwind.machine);
  const again = await openSide(windows, nordwind);
  await again.view("Issues").row(/^NW-1\b.*Valve sticks in winter/, ({ badge }) => badge === "✓");
  await issues.row(/^ACME-1\b/, ({ badge }) => badge === "✓");
});
