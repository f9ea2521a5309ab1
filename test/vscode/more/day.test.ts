import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { ferry } from "../support/command-line.ts";
import {
  SETUP_PATIENCE,
  type TwoSides,
  chooseTyped,
  connectedSides,
  connectionStatus,
  editLine,
  even,
  issueFile,
  issueFiles,
  issueMenu,
  issuePath,
  openSide,
} from "../support/two-sides.ts";
import { until } from "../support/until.ts";
import { IN_WINDOWS, WAYS, Walk, type Way } from "../support/walk.ts";
import type { Workbench } from "../support/workbench.ts";

/**
 * A walk through a day: each thing that people do, by the tree, by the palette and by the command line, where there are all three. Each way has an
 * issue of its own; that of the palette is in front. Each test goes on where the one before left.
 */
const windows = useBrowser();
let sides: TwoSides;
let ada: Workbench;

const KEYS = { tree: "ACME-1", cli: "ACME-2", palette: "ACME-3" } as const;
const walk = new Walk();

beforeAll(async () => {
  sides = await connectedSides();
}, SETUP_PATIENCE);
afterAll(async () => {
  await sides?.stop();
});
beforeEach(async () => {
  const [window] = await Promise.all([openSide(windows, sides.acme), openSide(windows, sides.nordwind)]);
  ada = window;
  await connectionStatus(ada, "Nordwind", "running");
});

const row = (key: string): RegExp => new RegExp(`^${key}\\b`);
const byHand = (words: readonly string[]): Promise<string> => ferry(sides.acme.machine, words);
const file = (way: Way): string => issueFiles(sides.acme).get(KEYS[way]) ?? "";
const inFile = (way: Way, text: string): Promise<true> =>
  until(`${KEYS[way]} has ${JSON.stringify(text)}`, () => file(way).includes(text) || null);

/** Takes an entry for the issue of that way. `question`: what opens then, where something does. */
async function entry(way: Exclude<Way, "cli">, title: string, question?: string): Promise<void> {
  if (way === "tree") {
    if (question === undefined) await ada.view("Issues").contextMenu(row(KEYS.tree), title);
    else await issueMenu(ada, KEYS.tree, title, question);
    return;
  }
  if (!(await ada.editor.tabs()).includes(`${KEYS.palette}.md`)) await ada.editor.open(`${KEYS.palette}.md`);
  await ada.command(`Issue Ferry: ${title}`);
  if (question !== undefined) await ada.quick.opened(question);
}

/** All are shared, and nothing is on its way. */
const allEven = (): Promise<void> => even(ada, Object.values(KEYS));

const statusBar = (): Promise<string> => ada.page.locator(".statusbar").innerText();

/** What is said ends the deed, and is out of the way of the next. */
async function said(words: string): Promise<void> {
  await ada.messages.notification(words);
  await ada.messages.clear();
}

test("1 to 3: an issue is written, shared and commented on", async () => {
  await ada.view("Issues").welcomeAction("New Issue");
  await ada.quick.answer("Title of the new issue", "Pump by the tree");
  await ada.view("Issues").row(row(KEYS.tree));
  await byHand(["new", "--title", "Pump by hand"]);
  await ada.view("Issues").row(row(KEYS.cli));
  await ada.command("Issue Ferry: New Issue...");
  await ada.quick.answer("Title of the new issue", "Pump by the palette");
  await ada.editor.active(`${KEYS.palette}.md`);
  await ada.view("Issues").row(row(KEYS.palette), ({ selected }) => selected);
  walk.did("write an issue", WAYS);

  for (const way of ["tree", "palette"] as const) {
    await entry(way, "Share With...", "Share with whom?");
    await ada.quick.choose("Nordwind");
    await said("shared with Nordwind");
  }
  await byHand(["share", KEYS.cli, "--with", "nordwind"]);
  for (const way of WAYS) await inFile(way, "share:\n  - nordwind\n");
  walk.did("share it", WAYS);
  await allEven();

  for (const way of ["tree", "palette"] as const) {
    await entry(way, "New Comment...", `Comment on ${KEYS[way]}`);
    await ada.quick.answer(`Comment on ${KEYS[way]}`, `Said by the ${way}.`);
    await ada.quick.opened("Who may read it?");
    await ada.quick.choose("Everybody with whom the issue is shared");
    await inFile(way, `\nSaid by the ${way}.\n`);
  }
  await byHand(["comment", KEYS.cli, "--text", "Said by the cli."]);
  for (const way of WAYS) await issueFile(sides.nordwind, `the comment by the ${way}`, (text) => text.includes(`\nSaid by the ${way}.\n`));
  await allEven();
  walk.did("comment on it", WAYS);
  await ada.screenshot("walk-1-shared", "dark");
  expect([...issueFiles(sides.acme).keys()].sort()).toEqual(["ACME-1", "ACME-2", "ACME-3"]);
});

test("4 to 7: status, priority, assignee and labels", async () => {
  const fields = [
    ["change its status", "Change Status...", "status", "Doing"],
    ["change its priority", "Change Priority...", "priority", "high"],
    ["assign it", "Assign...", "assignee", "Bo"],
  ] as const;
  for (const [deed, title, field, value] of fields) {
    for (const way of ["tree", "palette"] as const) {
      await allEven();
      await entry(way, title, "Choose, or type another");
      await ada.quick.type(value);
      await chooseTyped(ada, value);
      await said(`${KEYS[way]}: `);
    }
    await byHand(["set", KEYS.cli, `${field}=${value}`]);
    for (const way of WAYS) await inFile(way, `${field}: ${value}\n`);
    walk.did(deed, WAYS);
  }
  for (const way of ["tree", "palette"] as const) {
    await allEven();
    await entry(way, "Change Labels...", "Choose, or type another");
    await ada.quick.type("winter");
    await chooseTyped(ada, "winter");
    await ada.quick.accept();
    await said(`${KEYS[way]}: added winter.`);
  }
  await byHand(["set", KEYS.cli, "labels+=winter"]);
  for (const way of WAYS) await inFile(way, "labels:\n  - winter\n");
  walk.did("change its labels", WAYS);
  const there: string[] = [];
  for (const way of WAYS) {
    const title = /^# (.+)$/m.exec(file(way))?.[1] ?? "";
    const key = await issueFile(sides.nordwind, `all fields of ${title}`, (text) =>
      [`# ${title}`, "status: Doing", "priority: high", "assignee: Bo", "  - winter"].every((part) => text.includes(`${part}\n`)),
    );
    there.push(key);
  }
  expect(new Set(there).size).toBe(3);
});

test("8 to 11: what became of it is looked at, the file is opened and shown, the key is copied", async () => {
  const { nordwind } = sides;
  for (const way of WAYS) {
    const title = /^# (.+)$/m.exec(file(way))?.[1] ?? "";
    const key = await issueFile(nordwind, title, (text) => text.includes(`# ${title}\n`));
    await ferry(nordwind.machine, ["set", key, "status=Done"]);
    await inFile(way, "status: Done\n");
  }
  await allEven();

  for (const way of ["tree", "palette"] as const) {
    await entry(way, "Show Partner's Last Change");
    await until("the file before and after", async () => (await ada.editor.changedText()).includes("status: Done"));
    if (way === "tree") await ada.screenshot("walk-2-partner-change");
    await ada.editor.closeTab();
  }
  expect(await byHand(["changes", KEYS.cli])).toContain("status: Done");
  walk.did("see what the partner changed", WAYS);
  await ada.view("Issues").inlineAction(row(KEYS.tree), "Show Sync Details");
  await ada.editor.active(`${KEYS.tree}: sync details`);
  await ada.editor.closeTab();
  await entry("palette", "Show Sync Details");
  await ada.editor.active(`${KEYS.palette}: sync details`);
  await ada.screenshot("walk-3-details");
  await ada.editor.closeTab();
  expect(await byHand(["show", KEYS.cli])).toMatch(/Done[^]*Said by the cli\./);
  walk.did("see what became of it", WAYS);

  await entry("tree", "Copy Key");
  expect(await ada.clipboard()).toBe(KEYS.tree);
  await entry("palette", "Copy Key");
  expect(await ada.clipboard()).toBe(KEYS.palette);
  walk.did("copy its key", IN_WINDOWS);
  await ada.view("Issues").doubleClick(row(KEYS.tree));
  await ada.editor.active(`${KEYS.tree}.md`);
  await ada.editor.open(`${KEYS.palette}.md`);
  await entry("palette", "Show Sync Details");
  await ada.editor.active(`${KEYS.palette}: sync details`);
  await ada.command("Issue Ferry: Open Issue");
  await ada.editor.active(`${KEYS.palette}.md`);
  walk.did("open it", IN_WINDOWS);
  for (const way of IN_WINDOWS) {
    await ada.activity("Issue Ferry");
    await entry(way, "Show File in Explorer");
    await ada.page.locator(".explorer-folders-view .monaco-list-row.selected", { hasText: `${KEYS[way]}.md` }).waitFor();
  }
  walk.did("show its file", IN_WINDOWS);
});

test("12 to 15: the list is grouped, sorted and filtered, and the filter goes again", async () => {
  const issues = ada.view("Issues");
  const groups = async (): Promise<string[]> => (await issues.rows()).filter(({ level }) => level === 1).map(({ label }) => label);
  await issues.titleAction("Group By...");
  await ada.quick.opened("Group issues by");
  await ada.quick.choose("Status");
  await until("a group for the status", async () => (await groups()).includes("Done"));
  await ada.command("Issue Ferry: Group By...");
  await ada.quick.opened("Group issues by");
  await ada.quick.choose("Sync status");
  await until("groups by sync status", async () => (await groups()).includes("Up to date"));
  walk.did("group the list", IN_WINDOWS);

  await issues.titleMenu("Sort By...");
  await ada.quick.opened("Sort");
  await ada.screenshot("walk-4-sort");
  await ada.quick.choose("Last activity");
  await byHand(["comment", KEYS.cli, "--text", "Once more.", "--internal"]);
  const first = (): Promise<unknown> =>
    issues.become(`${KEYS.cli} is the first`, (rows) => rows.find(({ level }) => level === 2)?.label.startsWith(KEYS.cli) === true);
  await first();
  await ada.reload();
  await ada.activity("Issue Ferry");
  await first();
  await ada.command("Issue Ferry: Sort By...");
  await ada.quick.opened("Sort");
  await ada.quick.choose("Key");
  await issues.become("in order of keys", (rows) => rows.find(({ level }) => level === 2)?.label.startsWith(KEYS.tree) === true);
  walk.did("sort the list", IN_WINDOWS);
  await issues.titleAction("Filter...");
  await ada.quick.answer("Filter issues", "hand");
  await issues.become("one row", (rows) => rows.filter(({ level }) => level === 2).length === 1);
  await issues.titleAction("Clear Filter");
  await issues.row(row(KEYS.tree));
  await ada.command("Issue Ferry: Filter...");
  await ada.quick.answer("Filter issues", "label:winter status:Done");
  await until("the filter is shown", async () => (await issues.message()).includes("label:winter"));
  await issues.become("all three", (rows) => rows.filter(({ level }) => level === 2).length === 3);
  await ada.command("Issue Ferry: Clear Filter");
  await until("the filter is gone", async () => (await issues.message()) === "");
  walk.did("see all again", IN_WINDOWS);
  expect(await byHand(["issues", "--sync-status", "up to date"])).toMatch(/ACME-1[^]*ACME-2[^]*ACME-3/);
  expect(await byHand(["issues", "--sync-status", "local"])).not.toContain("ACME-");
  walk.did("see those that are meant alone", WAYS);
});

test("16 to 18: the connection is asked, stopped and started, the number looked at", async () => {
  const connections = ada.view("Connections");
  const answered = async (): Promise<boolean> => /Nordwind answered after \d+\.\d s/.test(await statusBar());
  for (const ask of [() => connections.contextMenu("Nordwind", "Ping Partner"), () => ada.command("Issue Ferry: Ping Partner")]) {
    await until("what was said before is gone", async () => !(await answered()));
    await ask();
    await until("the partner's answer", answered);
  }
  expect(await connections.tooltip("Nordwind")).toMatch(/Answered the last ping after \d+\.\d s\./);
  await byHand(["ping", "nordwind"]);
  await until("the answer to the command line", async () => {
    const { connections: known } = JSON.parse(await byHand(["--json", "connections"])) as { connections: { askedAt: string | null }[] };
    return known.length === 1 && known[0]?.askedAt === null;
  });
  walk.did("ask whether the partner is there", WAYS);
  // Whoever stops it by one way may start it by another.
  const stopAndStart: readonly (readonly [stop: () => Promise<unknown>, start: () => Promise<unknown>])[] = [
    [() => connections.contextMenu("Nordwind", "Stop Connection"), () => ada.command("Issue Ferry: Start Connection")],
    [() => ada.command("Issue Ferry: Stop Connection"), () => byHand(["start", "nordwind"])],
    [() => byHand(["stop", "nordwind"]), () => connections.contextMenu("Nordwind", "Start Connection")],
  ];
  for (const [stop, start] of stopAndStart) {
    await stop();
    await connectionStatus(ada, "Nordwind", "stopped");
    await ada.messages.clear();
    await start();
    await connectionStatus(ada, "Nordwind", "running");
  }
  walk.did("stop the connection", WAYS);
  walk.did("start the connection", WAYS);
  const number = (await byHand(["safety-number", "nordwind"])).replace(/\D/g, "");
  expect(number).toHaveLength(60);
  for (const open of [
    () => connections.inlineAction("Nordwind", "Compare Safety Number"),
    () => ada.command("Issue Ferry: Compare Safety Number..."),
  ]) {
    await open();
    const { detail } = await ada.messages.dialog("Safety number of nordwind");
    expect(detail.replace(/\D/g, "").slice(0, 60)).toBe(number);
    // Enter verifies nobody.
    await ada.page.keyboard.press("Enter");
    await ada.page.locator(".monaco-dialog-box").waitFor({ state: "detached" });
  }
  walk.did("look at the safety number", WAYS);
  await connectionStatus(ada, "Nordwind", "running, number not compared");
});

test("19 to 22: synchronised now, paused and resumed, everything checked", async () => {
  const issues = ada.view("Issues");
  const paused = async (): Promise<boolean> => (await ada.status("issueFerry.status")).text.includes("paused");
  await ada.command("Issue Ferry: Pause Synchronisation");
  await until("it rests", paused);
  await issues.titleMenu("Resume Synchronisation");
  await until("it works", async () => !(await paused()));
  await issues.titleMenu("Pause Synchronisation");
  await until("it rests again", paused);
  // While it rests, nothing but this takes what is saved to the partner.
  const synchronise: Record<Way, () => Promise<unknown>> = {
    tree: () => issues.titleAction("Synchronise Now"),
    palette: () => ada.command("Issue Ferry: Synchronise Now"),
    // One pass sends, and does not wait for the answer.
    cli: () => ferry(sides.acme.machine, ["sync"], { exit: 3 }),
  };
  for (const way of WAYS) {
    await ada.editor.open(`${KEYS[way]}.md`);
    await editLine(ada, issuePath(sides.acme, KEYS[way]), "priority: high", `priority: by the ${way}`);
    const there = (): boolean => [...issueFiles(sides.nordwind).values()].some((text) => text.includes(`priority: by the ${way}\n`));
    expect(there()).toBe(false);
    await synchronise[way]();
    await until(`what was saved before it was asked by the ${way}`, there);
  }
  walk.did("synchronise now", WAYS);
  expect(await paused()).toBe(true);
  await ada.command("Issue Ferry: Resume Synchronisation");
  await until("it works again", async () => !(await paused()));
  walk.did("pause", IN_WINDOWS);
  walk.did("go on", IN_WINDOWS);
  await issues.titleMenu("Check Everything (Doctor)");
  await ada.editor.active("Doctor");
  await ada.screenshot("walk-5-doctor", "light");
  await ada.editor.closeTab();
  await ada.command("Issue Ferry: Check Everything (Doctor)");
  await ada.editor.active("Doctor");
  expect(await byHand(["doctor"])).toContain("nordwind");
  walk.did("check everything", WAYS);
  expect(JSON.parse(await byHand(["--json", "retry", "--all"]))).toEqual({ issues: 0 });
  for (const retry of [() => issues.titleMenu("Retry All That Failed"), () => ada.command("Issue Ferry: Retry All That Failed")]) {
    const said = async (): Promise<boolean> => (await statusBar()).includes("Nothing has failed");
    await until("what was said before is gone", async () => !(await said()));
    await retry();
    await until("nothing has failed", said);
  }
  walk.did("try again what failed", WAYS);
});

test("23 to 25: shared no longer, and deleted; what was deleted comes back", async () => {
  for (const way of ["tree", "palette"] as const) {
    await entry(way, "Stop Sharing With...", "Stop sharing with whom?");
    await ada.quick.choose("Nordwind");
    await said("no longer shared with Nordwind");
  }
  await byHand(["unshare", KEYS.cli, "--with", "nordwind"]);
  for (const way of WAYS) await until(`${KEYS[way]} is not shared`, () => !file(way).includes("share:"));
  for (const way of WAYS) await ada.view("Issues").row(row(KEYS[way]), ({ badge }) => badge === "L");
  walk.did("share it no longer", WAYS);
  for (const way of ["palette", "tree"] as const) {
    await entry(way, "Delete Issue...");
    await ada.messages.dialog(`Delete ${KEYS[way]}?`);
    await ada.messages.answerDialog("Delete");
    await said(`${KEYS[way]} deleted`);
  }
  await byHand(["delete", KEYS.cli]);
  for (const way of WAYS) await until(`${KEYS[way]} is gone`, () => file(way) === "");
  walk.did("delete it", WAYS);

  const question = "Bring back a deleted issue";
  const ask = {
    tree: () => ada.view("Issues").titleMenu("Bring Back a Deleted Issue..."),
    palette: () => ada.command("Issue Ferry: Bring Back a Deleted Issue..."),
  };
  for (const way of IN_WINDOWS) {
    await ask[way]();
    await ada.quick.opened(question);
    const deleted = await until("it is offered", async () => (await ada.quick.choices()).find(({ label }) => label.startsWith(KEYS[way])));
    await ada.quick.choose(deleted.label);
    await inFile(way, `key: ${KEYS[way]}\n`);
    await ada.messages.clear();
  }
  await byHand(["bring-back", KEYS.cli]);
  await inFile("cli", `key: ${KEYS.cli}\n`);
  for (const way of WAYS) await ada.view("Issues").row(row(KEYS[way]), ({ badge }) => badge === "L");
  walk.did("bring it back", WAYS);
  await ada.screenshot("walk-6-end", "dark");
  expect([...issueFiles(sides.nordwind).keys()]).toHaveLength(3);

  console.table(walk.table());
  expect(walk.missing()).toEqual([]);
  expect(walk.byAllWays()).toBeGreaterThanOrEqual(20);
});
