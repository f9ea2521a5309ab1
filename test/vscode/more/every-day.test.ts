import { existsSync, renameSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import {
  SETUP_PATIENCE,
  type Side,
  type TwoSides,
  chooseTyped,
  comment,
  configurationPath,
  connectedSides,
  connectionStatus,
  editLine,
  even,
  issueFile,
  issueFiles,
  issuePath,
  newSharedIssue,
  openSide,
  setField,
} from "../support/two-sides.ts";
import { until } from "../support/until.ts";
import type { Workbench } from "../support/workbench.ts";

/** What people do once they are connected, and how a connection ends. Each test goes on where the one before left. */
const windows = useBrowser();
let sides: TwoSides;

beforeAll(async () => {
  sides = await connectedSides();
}, SETUP_PATIENCE);
afterAll(async () => {
  await sides?.stop();
});

const row = (key: string): RegExp => new RegExp(`^${key}\\b`);

/** Waits for the issue of that title at the side, even; gives its key. */
async function arrived(window: Workbench, side: Side, title: string): Promise<string> {
  const key = await issueFile(side, title, (text) => text.includes(`# ${title}\n`));
  await window.view("Issues").row(row(key), ({ badge }) => badge === "✓");
  return key;
}

async function setLabels(window: Workbench, key: string, labels: readonly string[]): Promise<void> {
  await window.view("Issues").contextMenu(row(key), "Change Labels...");
  for (const label of labels) {
    await window.quick.opened("Choose, or type another");
    await window.quick.type(label);
    await chooseTyped(window, label);
  }
  await window.quick.accept();
}

test("who, how urgent, how far and what about: the row's menu changes it here and there, for one issue and for several", async () => {
  const { acme, nordwind } = sides;
  const [ada, bo] = await Promise.all([openSide(windows, acme), openSide(windows, nordwind)]);
  const pump = await newSharedIssue(ada, acme, "Pump leaks at the seal");
  const valve = await newSharedIssue(ada, acme, "Valve sticks in cold weather");
  const there = await arrived(bo, nordwind, "Pump leaks at the seal");
  await arrived(bo, nordwind, "Valve sticks in cold weather");

  const issues = ada.view("Issues");
  const settled = (): Promise<void> => even(ada, [pump, valve]);
  for (const [field, value] of [
    ["Assign", "Ada"],
    ["Priority", "high"],
    ["Status", "In progress"],
  ] as const) {
    await settled();
    await setField(ada, pump, field, value);
  }
  await settled();
  await setLabels(ada, pump, ["winter", "pump"]);
  await ada.messages.notification(`${pump}: added pump, winter.`);
  await ada.screenshot("day-labels-set");
  await issueFile(nordwind, "all four", (text) =>
    ["key: NW-1", "assignee: Ada", "priority: high", "status: In progress", "labels:\n  - pump\n  - winter"].every((part) =>
      text.includes(`${part}\n`),
    ),
  );
  await bo.view("Issues").row(row(there), ({ badge, description }) => badge === "✓" && description.includes("In progress"));
  const tooltip = await bo.view("Issues").tooltip(row(there));
  for (const part of ["Priority: high", "Assigned to: Ada", "Labels: pump, winter"]) expect(tooltip).toContain(part);
  await bo.screenshot("day-tooltip");

  // Back again, by the button of what is said.
  await ada.messages.answerNotification(`${pump}: added pump, winter.`, "Undo");
  await issueFile(nordwind, "no label", (text) => text.includes(`key: ${there}\n`) && !text.includes("labels:"));

  // Two at once.
  await settled();
  await issues.select(row(pump));
  await issues.click(row(valve), ["ControlOrMeta"]);
  await issues.become("two rows selected", (rows) => rows.filter(({ selected }) => selected).length === 2);
  await issues.contextMenu(row(valve), "Change Status...");
  await ada.quick.opened("Status of ");
  for (const key of [pump, valve]) expect(await ada.quick.prompt()).toContain(key);
  await ada.screenshot("day-two-at-once");
  await ada.quick.choose("Done");
  await ada.messages.notification('status is "Done".');
  for (const title of ["Pump leaks at the seal", "Valve sticks in cold weather"])
    await issueFile(nordwind, `${title}, done`, (text) => text.includes(`# ${title}\n`) && text.includes("status: Done\n"));
});

test("an issue is no longer shared, and goes on as one of each side's own; two issues that are the same become one", async () => {
  const { acme, nordwind } = sides;
  const [ada, bo] = await Promise.all([openSide(windows, acme), openSide(windows, nordwind)]);
  await newSharedIssue(ada, acme, "Gasket is brittle");
  const gasket = await issueFile(acme, "gasket", (text) => text.includes("# Gasket is brittle\n"));
  const there = await arrived(bo, nordwind, "Gasket is brittle");
  await ada.view("Issues").row(row(gasket), ({ badge }) => badge === "✓");
  await ada.view("Issues").contextMenu(row(gasket), "Stop Sharing With...");
  await ada.quick.opened("Stop sharing with whom?");
  await ada.screenshot("day-unshare");
  await ada.quick.choose("Nordwind");
  for (const window of [ada, bo]) await window.view("Issues").toggle("Only here", true);
  await ada.view("Issues").row(row(gasket), ({ badge, description }) => badge === "L" && !description.includes(there));
  await bo.view("Issues").row(row(there), ({ badge, description }) => badge === "L" && !description.includes(gasket));
  expect(issueFiles(acme).get(gasket)).not.toContain("share:");
  expect(issueFiles(nordwind).has(there)).toBe(true);
  await bo.editor.open(`${there}.md`);
  await editLine(bo, issuePath(nordwind, there), "# Gasket is brittle", "# Gasket is brittle here");
  await bo.view("Issues").row(/Gasket is brittle here$/, ({ badge }) => badge === "L");

  // Both have written down the same, each for itself.
  await bo.command("Issue Ferry: New Issue...");
  await bo.quick.answer("Title of the new issue", "The crane squeaks");
  const own = await issueFile(nordwind, "the crane", (text) => text.includes("# The crane squeaks\n"));
  await bo.editor.active(`${own}.md`);
  const theirs = await newSharedIssue(ada, acme, "Crane makes a noise");
  const twin = await arrived(bo, nordwind, "Crane makes a noise");
  await bo.view("Issues").contextMenu(row(own), "Link With Partner's Issue...");
  await bo.quick.opened(`Which issue of a partner is the same as ${own}?`);
  expect((await bo.quick.choices()).map(({ label }) => label)).toEqual(["ACME-1", "ACME-2", theirs]);
  await bo.screenshot("day-link");
  await bo.quick.choose(theirs);
  // Two titles, one issue: theirs stands, and ours is not lost.
  await bo.view("Issues").row(row(own), ({ description, badge }) => badge === "C" && description.startsWith("conflict in title"));
  await until("one file is left of two", () => !issueFiles(nordwind).has(twin));
  expect(issueFiles(nordwind).get(own)).toContain("# Crane makes a noise\n");
  await bo.screenshot("day-linked");
  await bo.view("Issues").contextMenu(row(own), "Resolve Conflict...");
  await bo.quick.opened(`${own}: What is to stand in title?`);
  await bo.quick.choose("Keep mine");
  await bo.messages.notification(`${own}: the conflict in title is settled.`);
  await issueFile(acme, "the crane", (text) => text.includes(`key: ${theirs}\n`) && text.includes("# The crane squeaks\n"));
  await bo.view("Issues").row(row(own), ({ description, badge }) => badge === "✓" && description.includes(theirs));
  await ada.view("Issues").row(row(theirs), ({ description, badge }) => badge === "✓" && description.includes(own));
  await comment(ada, theirs, "It is the third bearing.");
  await issueFile(nordwind, "the comment", (text) => text.includes(`key: ${own}\n`) && text.includes("\nIt is the third bearing.\n"));
  // Long after the edit that was nobody else's.
  expect(issueFiles(acme).get(gasket)).toContain("# Gasket is brittle\n");
});

test("the exchange folder has moved: both sides are told, choose the new one, and go on", async () => {
  const { acme, nordwind, exchange } = sides;
  const [ada, bo] = await Promise.all([openSide(windows, acme), openSide(windows, nordwind)]);
  await connectionStatus(ada, "Nordwind", "running");
  const moved = `${exchange}-moved`;
  renameSync(exchange, moved);
  for (const [window, name] of [
    [ada, "Nordwind"],
    [bo, "Acme"],
  ] as const) {
    await window.view("Connections").row(name, ({ description, icon }) => description.startsWith("folder ") && icon === "warning");
    await window.view("Connections").toggle(name, true);
    await window.view("Connections").row("Folder cannot be used", ({ description }) => description.endsWith("/exchange"));
  }
  await ada.screenshot("day-folder-gone");
  expect(await ada.messages.notifications()).toEqual([]);
  await ada.view("Issues").toggle("Up to date", true);
  await comment(ada, "ACME-1", "Said while nobody heard it.");
  await ada.view("Issues").row(row("ACME-1"), ({ badge }) => badge === "P");

  await ada.view("Connections").click("Folder cannot be used");
  await chooseFolder(ada, moved);
  await bo.view("Connections").contextMenu("Acme", "Choose Exchange Folder...");
  await chooseFolder(bo, moved);
  for (const [window, name] of [
    [ada, "Nordwind"],
    [bo, "Acme"],
  ] as const)
    await window.view("Connections").row(name, ({ description, icon }) => description.startsWith("running") && icon === "pass");
  await issueFile(nordwind, "the comment", (text) => text.includes("\nSaid while nobody heard it.\n"));
  await ada.view("Issues").row(row("ACME-1"), ({ badge }) => badge === "✓");
  expect(existsSync(exchange)).toBe(false);
  await ada.screenshot("day-folder-chosen");
});

async function chooseFolder(window: Workbench, folder: string): Promise<void> {
  await window.quick.opened("Which folder do both sides reach?");
  await window.quick.choose("Choose a folder...");
  await window.quick.acceptPath(`${folder}/`);
}

test("diagnostics tell how it stands and nothing of what is said; the log opens", async () => {
  const { acme, exchange } = sides;
  const ada = await openSide(windows, acme);
  await connectionStatus(ada, "Nordwind", "running");
  await ada.command("Issue Ferry: Copy Diagnostics");
  await until("it says that they are copied", async () =>
    (await ada.page.locator(".statusbar").innerText()).includes("Diagnostics copied: statuses and counts, nothing of issues or people"),
  );
  await ada.screenshot("day-diagnostics-copied");
  const text = await ada.clipboard();
  expect(text).toMatch(/^Issue Ferry \d+\.\d+\.\d+\n/);
  expect(text).toContain("connection 1: primary, running, running");
  expect(text).toMatch(/^ok /m);
  for (const secret of ["Acme", "Nordwind", "nordwind", "Pump", "Ada", "127.0.0.1", exchange, acme.machine.home])
    expect(text).not.toContain(secret);
  await ada.screenshot("day-diagnostics");
  await ada.command("Issue Ferry: Show Log");
  const panel = ada.page.locator(".part.panel");
  await until("the log is in front", async () => /Issue Ferry/.test(await panel.locator(".composite.title, .title").first().innerText()));
  await ada.screenshot("day-log");
});

test("numbers are compared: the same is verified; where they differ nothing more is exchanged, and the connection is ended and forgotten", async () => {
  const { acme, nordwind } = sides;
  const [ada, bo] = await Promise.all([openSide(windows, acme), openSide(windows, nordwind)]);
  await ada.view("Connections").inlineAction("Nordwind", "Compare Safety Number");
  const seen = await ada.messages.dialog("Safety number of nordwind");
  await ada.screenshot("day-number");
  await ada.messages.answerDialog("They Are the Same");
  await ada.view("Connections").row("Nordwind", ({ description }) => description.startsWith("running, verified"));
  await bo.view("Connections").contextMenu("Acme", "Compare Safety Number...");
  const read = await bo.messages.dialog("Safety number of acme");
  expect(digits(read.detail)).toBe(digits(seen.detail));
  expect(digits(read.detail)).toHaveLength(60);
  await bo.messages.answerDialog("They Differ");
  expect(await bo.messages.notification("somebody may stand between you")).toMatchObject({ severity: "error" });
  // At once, whatever is decided next.
  await connectionStatus(bo, "Acme", "stopped");
  await bo.screenshot("day-number-differs");
  await bo.messages.answerNotification("somebody may stand between you", "Remove");
  expect((await bo.messages.dialog("Remove the connection with Acme?")).detail).toContain("Both sides keep their issues");
  await bo.messages.answerDialog("Remove");

  const here = [...issueFiles(acme).keys()];
  for (const [window, name] of [
    [ada, "Nordwind"],
    [bo, "Acme"],
  ] as const) {
    await connectionStatus(window, name, "closed");
    await window.view("Issues").become("one group", (rows) => rows.filter(({ level }) => level === 1).length === 1);
    await window.view("Issues").toggle("Only here", true);
    await window
      .view("Issues")
      .become("all are only here", (rows) => rows.length > 1 && rows.every(({ badge, label }) => badge === "L" || label === "Only here"));
  }
  await ada.screenshot("day-closed");
  expect(await ada.view("Connections").contextMenuEntries("Nordwind")).toEqual(["Remove Connection...", "Revoke Partner..."]);
  await ada.view("Connections").toggle("Nordwind", true);
  await ada.view("Connections").click("Forget this connection");
  await ada.messages.dialog("Forget Nordwind?");
  await ada.messages.answerDialog("Forget");
  await bo.view("Connections").contextMenu("Acme", "Remove Connection...");
  await bo.messages.dialog("Forget Acme?");
  await bo.messages.answerDialog("Forget");
  for (const [window, side] of [
    [ada, acme],
    [bo, nordwind],
  ] as const) {
    await window.view("Connections").welcomes("No partner yet.");
    await until("its settings are gone", () => !existsSync(configurationPath(side)));
  }
  await ada.screenshot("day-forgotten");
  expect([...issueFiles(acme).keys()]).toEqual(here);
});

function digits(text: string): string {
  return text.replaceAll(/\D/g, "");
}
