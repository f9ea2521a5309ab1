import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { ferry } from "../support/command-line.ts";
import type { TreeView } from "../support/tree-view.ts";
import { type Side, configurationPath, issueFile, openBoth, useConnectedSides } from "../support/two-sides.ts";
import { until } from "../support/until.ts";
import type { Workbench } from "../support/workbench.ts";

/** A file from one side to the other, a difference that is found and repaired, and the alarm about it: two windows, and command lines beside them. */
const windows = useBrowser({ lasting: true });
const sides = useConnectedSides();

const SIZE = 120_000_001;
const ALARM = /^A comparison found issues that differ\./;
let key = "";

const sum = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

beforeAll(async () => {
  const { acme, nordwind } = sides();
  const settings = configurationPath(acme);
  writeFileSync(settings, readFileSync(settings, "utf8").replace(/^( *)attachments: .*$/m, "$1attachments: all"));
  await ferry(acme.machine, ["config", "publish", acme.connection, "--unverified"]);
  await ferry(acme.machine, ["sync", "--quiet"], { exit: "any" });
  await ferry(nordwind.machine, ["sync", "--quiet"], { exit: "any" });
  await ferry(nordwind.machine, ["config", "accept", nordwind.connection, "--unverified"]);
  const made = await ferry(acme.machine, ["new", "--title", "Pump leaks", "--share", acme.connection, "--json"], { exit: "any" });
  key = (JSON.parse(made) as { key: string }).key;
}, 120_000);

/** The view with as much room as the window has. */
async function activity(window: Workbench): Promise<TreeView> {
  for (const other of ["Issues", "Connections"]) await window.view(other).folded();
  return window.view("Alarms and activity").shown();
}

async function pictures(window: Workbench, name: string): Promise<void> {
  for (const theme of ["light", "dark", "high-contrast"] as const) await window.screenshot(`activity-${name}-${theme}`, theme);
  await window.theme("light");
}

/** The store of a side, changed by a hand that no program knows of. */
function byHand({ machine }: Side, work: (database: DatabaseSync) => void): void {
  const state = join(machine.home, ".local", "share");
  const [store] = readdirSync(state, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".sqlite"));
  if (store === undefined) throw new Error("no store");
  const database = new DatabaseSync(join(state, store));
  database.exec("PRAGMA busy_timeout = 10000");
  try {
    work(database);
  } finally {
    database.close();
  }
}

test("a file that is attached here by clicks is fetched and opened there by clicks: its progress is seen, its end can be asked for, and it is the same", async () => {
  const { acme, nordwind } = sides();
  const [ada, bo] = await openBoth(windows, sides());
  const there = await issueFile(nordwind, "the issue", (text) => text.includes("# Pump leaks\n"));
  const file = join(acme.machine.home, "valve.bin");
  writeFileSync(file, randomBytes(SIZE));
  const mine = new RegExp(`^${key}\\b`);
  const ofFiles = ["Attach File...", "Open File", "Get File"];
  const menu = async (): Promise<string[]> =>
    (await ada.view("Issues").contextMenuEntries(mine)).filter((entry) => ofFiles.includes(entry));
  expect(await menu()).toEqual(["Attach File..."]);
  await ada.view("Issues").contextMenu(mine, "Attach File...");
  await ada.quick.acceptPath(file);

  // Where a file is, the row has the ways to it.
  await until("the ways to it where it is", async () => (await menu()).join() === ofFiles.join());
  const row = new RegExp(`^${there}\\b`);
  const issues = bo.view("Issues");
  await issues.contextMenu(row, "Get File");
  const asked = `Getting valve.bin of ${there}`;
  const inTheWindow = new RegExp(`^${asked}\\W+\\d+\\.\\d of 120\\.0 MB, \\d+ %`);
  const progress = (): Promise<unknown> =>
    until("its progress in the window", async () => (await bo.messages.notifications()).find(({ text }) => inTheWindow.test(text)));
  await progress();
  await bo.messages.answerNotification(asked, "Cancel");
  await until("that nobody waits", async () =>
    (await bo.page.locator(".statusbar").innerText()).includes("valve.bin: no longer waited for"),
  );
  const place = join(nordwind.machine.workspace, "issues", "attachments", there, "valve.bin");
  expect(existsSync(place)).toBe(false);

  // "Open File" goes on from there. How far it is stands in the window that asked, and on the command line.
  const line = /^valve\.bin of NW-\d+ comes from Acme: \d+\.\d of 120\.0 MB, \d+ %\.$/m;
  const onTheCommandLine = until("its progress", async () => line.test(await ferry(nordwind.machine, ["status"], { exit: "any" })));
  await issues.contextMenu(row, "Open File");
  await Promise.all([progress(), onTheCommandLine]);
  await bo.screenshot("files-progress");
  await until("it is here", () => existsSync(place), 240_000);
  await until("its tab", async () => (await bo.editor.tabs()).some((tab) => tab.startsWith("valve.bin")));
  expect(sum(place)).toBe(sum(file));
  await bo.editor.closeTab();
  const view = await activity(bo);
  await view.row(/The content of a file came from Acme\.$/, ({ icon }) => icon === "question");
  await pictures(bo, "file");
});

test("what a hand took from a store is found and repaired, raises an alarm, and whoever acknowledges it does so for all", async () => {
  const { acme, nordwind } = sides();
  const [ada] = await openBoth(windows, sides());
  byHand(nordwind, (database) => {
    const removed = database.prepare("DELETE FROM issue_sync WHERE partner_key = ?").run(key);
    expect(Number(removed.changes)).toBe(1);
  });
  await ada.view("Connections").shown();
  await ada.view("Connections").contextMenu("Nordwind", "Compare With Partner...");
  await until("the comparison", async () => /1 issue stood differently at Nordwind/.test(await ada.editor.text()));
  await ada.screenshot("activity-comparison", "light");
  await ada.editor.closeTab();

  const view = await activity(ada);
  const alarm = await view.row(ALARM);
  expect([alarm.icon, alarm.spoken]).toEqual(["warning", expect.stringMatching(/^Alarm: A comparison found issues that differ\./)]);
  expect((await view.row("Alarms")).description).toBe("1 open");
  expect((await ada.status("issueFerry.status")).text).toContain("1 alarm");
  expect(await ferry(acme.machine, ["alarms"], { exit: "any" })).toContain("A comparison found issues that differ.");
  await pictures(ada, "alarm");
  await ada.page.setViewportSize({ width: 700, height: 900 });
  await ada.screenshot("activity-alarm-narrow", "light");
  await ada.page.setViewportSize({ width: 1400, height: 900 });

  await view.inlineAction(ALARM, "Acknowledge");
  expect((await view.row("Alarms", ({ description }) => description === "none open")).expanded).toBe(false);
  await until(
    "no open alarm on the command line",
    async () => !(await ferry(acme.machine, ["alarms"], { exit: "any" })).includes("differ"),
  );
  await until("the status bar", async () => !(await ada.status("issueFerry.status")).text.includes("alarm"));
  expect(await ferry(acme.machine, ["alarms", "--history"], { exit: "any" })).toMatch(/Acknowledged by \w+\./);

  // Both sides have the same again.
  await until("it is repaired", async () =>
    (await ferry(acme.machine, ["reconcile", acme.connection, "--timeout", "30s"], { exit: "any" })).includes("Both sides have the same"),
  );
  expect(await issueFile(nordwind, "the issue", (text) => text.includes("# Pump leaks\n"))).toMatch(/^NW-\d+$/);
});

test("what happened is narrowed to an issue, a message is shown, a trail is fetched, and the own one is written to a file", async () => {
  const { acme } = sides();
  const [ada] = await openBoth(windows, sides());
  const view = await activity(ada);
  await view.titleAction("Filter Activity...");
  await ada.quick.choose("Kind");
  await ada.quick.opened("Which kind?");
  await ada.quick.choose("Sent");
  const sent = await view.row(new RegExp(`^\\d\\d:\\d\\d {1,2}${key}: Sent .*`));
  expect(sent.icon).toBe("arrow-up");
  await pictures(ada, "filtered");
  await view.click(sent.label);
  await until("its tab", async () => (await ada.editor.tabs()).some((tab) => /^Message \d+ about /.test(tab)));
  await until("the message", async () => /## How it travelled[\s\S]*## The issue as it stands now/.test(await ada.editor.text()));
  await ada.screenshot("activity-message", "light");
  await ada.editor.closeTab();
  await view.titleAction("Clear the Filter of Activity");
  await view.row(/^\d\d:\d\d +.*Nordwind/);

  await view.titleMenu("Fetch Trail...");
  await ada.editor.active("Trail of Nordwind");
  await until("the trail", async () => /^# Nordwind[\s\S]*\n1\. /.test(await ada.editor.text()));
  await ada.screenshot("activity-trail", "dark");
  await ada.editor.closeTab();

  const file = join(acme.machine.home, "trail.jsonl");
  await view.titleMenu("Export Trail...");
  await ada.quick.acceptPath(file);
  await ada.messages.notification("written to");
  await ada.messages.clear();
  expect(existsSync(file)).toBe(true);
  expect(await ferry(acme.machine, ["audit", "verify", file])).toContain("Nothing was altered");
});
