import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { ConnectionForm } from "../support/connection-form.ts";
import { DetailsPage } from "../support/details-page.ts";
import {
  configurationPath,
  connectionStatus,
  editLine,
  issueFile,
  issueFiles,
  newSharedIssue,
  openBoth,
  setField,
  useConnectedSides,
} from "../support/two-sides.ts";
import { until } from "../support/until.ts";
import type { Workbench } from "../support/workbench.ts";

/** What needs a person, from the first sign of it to the end. */
const windows = useBrowser({ lasting: true });
const sides = useConnectedSides();

test("a value that the partner has no word for is an error at both sides, explained, mended and tried again", async () => {
  const { acme, nordwind } = sides();
  const [ada, bo] = await openBoth(windows, sides());
  const key = await newSharedIssue(ada, acme, "Pump leaks at the seal");
  const there = await issueFile(nordwind, "the title", (text) => text.includes("# Pump leaks at the seal\n"));
  const own = new RegExp(`^${key}\\b`);
  const theirs = new RegExp(`^${there}\\b`);
  await bo.view("Connections").contextMenu("Acme", "Edit Configuration");
  await editLine(bo, configurationPath(nordwind), "values: {}", "values: { status: { receive: { New: New }, otherwise: refuse } }");

  await setField(ada, key, "Status", "Blocked");
  await bo
    .view("Issues")
    .row(theirs, ({ badge, icon, description }) => badge === "E" && icon === "error" && description.includes("Blocked"));
  await ada.view("Issues").row(own, ({ badge, icon, description }) => badge === "E" && icon === "error" && description.includes("Blocked"));
  for (const window of [ada, bo]) {
    await window.view("Issues").row("Needs you", ({ description }) => description === "1");
    expect(await window.activityBadge("Issue Ferry")).toBe("1");
  }
  const page = await DetailsPage.open(ada, key);
  await page.says('Nordwind has no word for "Blocked".');
  await ada.screenshot("trouble-refused-sender");

  const mended = await DetailsPage.open(bo, there);
  await mended.says("has no translation in the mapping.");
  await bo.screenshot("trouble-refused-receiver");
  await mended.press("Mend the mapping");
  const form = await ConnectionForm.inFront(bo, "acme.yaml");
  const word = await form.asksFor("values/status/receive", "Blocked");
  await word.fill("On hold");
  await word.press("Enter");
  await form.save();
  await until("the word is in the file", () => /Blocked: On hold/.test(readFileSync(configurationPath(nordwind), "utf8")));
  await bo.view("Issues").contextMenu(theirs, "Retry");
  await until("the partner's word in the file", () => issueFiles(nordwind).get(there)?.includes("status: On hold\n"));
  for (const [window, name] of [
    [ada, own],
    [bo, theirs],
  ] as const) {
    await window.view("Issues").row(name, ({ badge }) => badge === "✓");
    await window.view("Issues").become("nothing needs a person", (rows) => rows.every(({ label }) => label !== "Needs you"));
  }
  await ada.editor.active(`${key}: sync details`);
  await page.says("Up to date.");
  await bo.screenshot("trouble-mended");
});

test("two conflicts are settled both ways and back again, by the row's menu, the palette and in the details page", async () => {
  const { acme, nordwind } = sides();
  const [ada, bo] = await openBoth(windows, sides());
  const key = await newSharedIssue(ada, acme, "Valve sticks in cold weather");
  const there = await issueFile(nordwind, "the title", (text) => text.includes("# Valve sticks in cold weather\n"));
  const theirs = new RegExp(`^${there}\\b`);
  await ada.view("Issues").row(new RegExp(`^${key}\\b`), ({ badge }) => badge === "✓");

  await bo.view("Connections").contextMenu("Acme", "Stop Connection");
  await connectionStatus(bo, "Acme", "stopped");
  await setField(bo, there, "Priority", "high");
  await setField(bo, there, "Assign", "Bo");
  await setField(ada, key, "Priority", "low");
  await setField(ada, key, "Assign", "Ada");
  await bo.view("Connections").contextMenu("Acme", "Start Connection");
  const both = /conflict in (?:priority, assignee|assignee, priority)/;
  await bo.view("Issues").row(theirs, ({ badge, icon, description }) => badge === "C" && icon === "warning" && both.test(description));
  await bo.view("Issues").row("Needs you");
  await bo.screenshot("trouble-conflict");

  // By the row's menu: mine, and back.
  await bo.view("Issues").contextMenu(theirs, "Resolve Conflict...");
  await settle(bo, there, "Priority", "Keep mine");
  await issueFile(acme, "my priority", (text) => text.includes(`key: ${key}\n`) && text.includes("priority: high\n"));
  await bo.messages.answerNotification(`${there}: the conflict in priority is settled.`, "Undo");
  await issueFile(acme, "the priority as before", (text) => text.includes(`key: ${key}\n`) && text.includes("priority: low\n"));
  await bo.view("Issues").row(theirs, ({ description }) => /conflict in .*priority/.test(description));

  // By the palette: theirs. Nothing is in front; there is one issue that can be meant.
  await bo.command("Issue Ferry: Resolve Conflict...");
  await settle(bo, there, "Priority", "Take theirs");
  await bo.messages.notification(`${there}: the conflict in priority is settled.`);
  await bo.messages.clear();
  await bo.view("Issues").row(theirs, ({ badge, description }) => badge === "C" && description.startsWith("conflict in assignee,"));

  // In the page: theirs, back, mine.
  const page = await DetailsPage.open(bo, there);
  await page.says("Conflict in assignee. Acme's stands for now; yours is kept until you decide.");
  await bo.screenshot("trouble-conflict-page", "dark");
  await page.press("Take Acme's");
  await page.says("Up to date.");
  await page.undo("Theirs stays in assignee.");
  await page.says("Conflict in assignee.");
  await page.pressInRow("Assignee", "Keep mine");
  await issueFile(acme, "Bo", (text) => text.includes(`key: ${key}\n`) && text.includes("assignee: Bo\n"));
  await page.says("Up to date.");
  await bo.view("Issues").row(theirs, ({ badge }) => badge === "✓");
  await bo.screenshot("trouble-settled");
  // The page in front says which issue a command is about.
  await bo.command("Issue Ferry: New Comment...");
  await bo.quick.opened(`Comment on ${there}`);
  await bo.quick.dismiss();
  for (const files of [issueFiles(acme).get(key), issueFiles(nordwind).get(there)])
    expect(files).toMatch(/priority: low\n(?:.*\n)*assignee: Bo\n/);
});

/** Answers what is asked about a conflict. */
async function settle(window: Workbench, key: string, field: string, choice: string): Promise<void> {
  await window.quick.opened(`${key}: which conflict?`);
  await window.quick.choose(field);
  await window.quick.opened(`What is to stand in ${field.toLowerCase()}?`);
  await window.quick.choose(choice);
}
