import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import {
  SETUP_PATIENCE,
  type TwoSides,
  comment,
  configurationPath,
  connectedSides,
  connectionStatus,
  editLine,
  issueFile,
  issueFiles,
  issuePath,
  newSharedIssue,
  openSide,
} from "../support/two-sides.ts";
import { until } from "../support/until.ts";

/** What happens in one window is seen in the other: in its trees, and in the files of its project. */
const windows = useBrowser({ lasting: true });
let sides: TwoSides;

beforeAll(async () => {
  sides = await connectedSides();
}, SETUP_PATIENCE);
afterAll(async () => {
  await sides?.stop();
});

test("an issue that is created, edited, commented on and deleted at one side is so at the other", async () => {
  const { acme, nordwind } = sides;
  const ada = await openSide(windows, acme);
  const bo = await openSide(windows, nordwind);
  const key = await newSharedIssue(ada, acme, "Pump leaks at the seal");
  const there = await issueFile(nordwind, "the title", (text) => text.includes("# Pump leaks at the seal\n"));
  const issues = bo.view("Issues");
  const own = new RegExp(`^${key}\\b`);
  const theirs = new RegExp(`^${there}\\b`);
  await issues.row(/Pump leaks at the seal$/, ({ badge, description }) => badge === "✓" && description.includes(key));
  await ada.view("Issues").row(own, ({ badge, description }) => badge === "✓" && description.includes(there));

  await bo.editor.open(`${there}.md`);
  await editLine(bo, issuePath(nordwind, there), "# Pump leaks at the seal", "# Pump leaks at both seals\n\nSince Monday (it rains).");
  await ada.view("Issues").row(/Pump leaks at both seals$/, ({ badge }) => badge === "✓");
  expect(issueFiles(acme).get(key)).toContain("# Pump leaks at both seals\n\nSince Monday (it rains).\n");

  await comment(ada, key, "Which seals are these?");
  await issueFile(nordwind, "the comment", (text) => text.includes("\nWhich seals are these?\n"));
  // It is in the open editor, too, without being asked for.
  await until("the comment in the editor", async () => (await bo.editor.text()).includes("Which seals are these?"));
  await bo.screenshot("exchange-comment");

  await ada.view("Issues").contextMenu(own, "Delete Issue...");
  expect(await ada.messages.dialog(`Delete ${key}?`)).toMatchObject({
    severity: "warning",
    detail: expect.stringContaining("deleted at Nordwind, too"),
    buttons: expect.arrayContaining(["Delete"]),
  });
  await ada.screenshot("exchange-delete");
  await ada.messages.answerDialog("Delete");
  await until("the file is gone there", () => !issueFiles(nordwind).has(there));
  // Bo had no say in it: he is told, with a way back.
  const told = await bo.messages.notification(`Acme deleted ${there} "Pump leaks at both seals".`);
  expect(told).toMatchObject({ severity: "info", buttons: ["Bring Back"] });
  await issues.become("no row of the deleted issue", (rows) => rows.every(({ label }) => !theirs.test(label)));
  await ada.view("Issues").become("no row of the deleted issue", (rows) => rows.every(({ label }) => !own.test(label)));
  expect(issueFiles(acme).has(key)).toBe(false);
  await bo.screenshot("exchange-deleted");
});

test("what the partner deleted comes back at both sides, from a list that says who deleted it", async () => {
  const { acme, nordwind } = sides;
  const ada = await openSide(windows, acme);
  // A window that was not there when it was told.
  await windows.close(nordwind.server);
  const bo = await openSide(windows, nordwind);
  const here = /Pump leaks at both seals$/;
  await bo.command("Issue Ferry: Bring Back a Deleted Issue...");
  await bo.quick.opened("Bring back a deleted issue");
  const [choice] = await bo.quick.choices();
  expect(choice).toMatchObject({ label: expect.stringMatching(here), description: expect.stringMatching(/^deleted by Acme, /) });
  // Told once: not by this window again.
  const toldAgain = async (): Promise<unknown[]> => (await bo.messages.notifications()).filter(({ text }) => text.includes("deleted"));
  expect(await toldAgain()).toEqual([]);
  await bo.screenshot("exchange-bring-back");
  await bo.quick.choose(choice?.label ?? "");
  for (const [window, side] of [
    [bo, nordwind],
    [ada, acme],
  ] as const) {
    await issueFile(side, "the issue", (text) => text.includes("# Pump leaks at both seals\n") && text.includes("Which seals are these?"));
    await window.view("Issues").row(here, ({ badge }) => badge === "✓");
  }
  // It would be told a while after the window opened: by now, when the issue has been to the partner and back.
  expect(await toldAgain()).toEqual([]);
});

test("both views say how the connection stands: stopped, started, with a contract that is declined and one that is accepted", async () => {
  const { acme, nordwind } = sides;
  const ada = await openSide(windows, acme);
  const bo = await openSide(windows, nordwind);
  const key = await newSharedIssue(ada, acme, "Valve sticks in cold weather");
  const there = await issueFile(nordwind, "the title", (text) => text.includes("# Valve sticks in cold weather\n"));
  const own = new RegExp(`^${key}\\b`);
  const theirs = new RegExp(`^${there}\\b`);
  await ada.view("Issues").row(own, ({ badge }) => badge === "✓");

  // Each side stops for itself, and what is changed waits.
  await bo.view("Connections").contextMenu("Acme", "Stop Connection");
  await connectionStatus(bo, "Acme", "stopped");
  await connectionStatus(ada, "Nordwind", "running");
  await bo.editor.open(`${there}.md`);
  await editLine(bo, issuePath(nordwind, there), "# Valve sticks in cold weather", "# Valve sticks in any weather");
  await bo.view("Issues").row(theirs, ({ badge }) => badge === "H");
  await bo.screenshot("exchange-stopped");
  expect(issueFiles(acme).get(key)).toContain("# Valve sticks in cold weather\n");
  await bo.command("Issue Ferry: Start Connection");
  await connectionStatus(bo, "Acme", "running");
  await ada.view("Issues").row(/Valve sticks in any weather$/, ({ badge }) => badge === "✓");
  await bo.view("Issues").row(theirs, ({ badge }) => badge === "✓");

  // A new contract, declined: the old one stays in force.
  await ada.view("Connections").contextMenu("Nordwind", "Edit Configuration");
  await editLine(ada, configurationPath(acme), "    - task", "    - task\n    - incident");
  await ada.command("Issue Ferry: Publish Contract...");
  await ada.quick.answer("A line for the partner", "Incidents from now on");
  expect((await ada.messages.dialog("Publish a new contract to Nordwind?")).detail).toContain("issues of the type incident");
  await ada.screenshot("exchange-publish");
  await ada.messages.answerDialog("Publish");
  await connectionStatus(ada, "Nordwind", "waiting for secondary");
  await connectionStatus(bo, "Acme", 'update required: "Incidents from now on"');
  await bo.view("Connections").inlineAction("Acme", "Review Contract");
  await until("the new type in the comparison", async () => (await bo.editor.changedText()).includes("incident"));
  await bo.screenshot("exchange-review");
  await bo.view("Connections").contextMenu("Acme", "Decline Contract...");
  await bo.quick.answer("Why?", "We know no incidents");
  await connectionStatus(bo, "Acme", "declined");
  await until("the comparison is gone", async () => (await bo.editor.tabs()).every((title) => !title.includes("contract")));
  await connectionStatus(ada, "Nordwind", "declined");
  const adasConnections = await ada.view("Connections").shown();
  await adasConnections.toggle("Nordwind", true);
  await adasConnections.row(/was declined$/, ({ description }) => description.includes("We know no incidents"));
  await ada.screenshot("exchange-declined");
  await comment(ada, key, "We go on as before.");
  await issueFile(nordwind, "the comment", (text) => text.includes("\nWe go on as before.\n"));

  // Another one, accepted.
  await ada.editor.open("nordwind.yaml");
  await editLine(ada, configurationPath(acme), "    - incident", "    - event");
  await ada.command("Issue Ferry: Publish Contract...");
  await ada.quick.answer("A line for the partner", "");
  await ada.messages.dialog("Publish a new contract to Nordwind?");
  await ada.messages.answerDialog("Publish");
  await connectionStatus(ada, "Nordwind", "waiting for secondary");
  await connectionStatus(bo, "Acme", "update required");
  await bo.command("Issue Ferry: Accept Contract...");
  expect((await bo.messages.dialog("Accept contract 3 of Acme?")).detail).toContain("issues of the type event");
  await bo.messages.answerDialog("Accept");
  await connectionStatus(bo, "Acme", "running");
  await connectionStatus(ada, "Nordwind", "running");
  await bo.view("Connections").toggle("Acme", true);
  await bo.view("Connections").row("Contract 3, agreed");
  await bo.screenshot("exchange-accepted");
});
