import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { ferry } from "../support/command-line.ts";
import { ConnectionForm } from "../support/connection-form.ts";
import { DetailsPage } from "../support/details-page.ts";
import {
  type Side,
  configurationPath,
  connectionStatus,
  issueFile,
  issueFiles,
  issuePath,
  openBoth,
  useConnectedSides,
} from "../support/two-sides.ts";
import { until } from "../support/until.ts";
import type { Workbench } from "../support/workbench.ts";

/** What both sides agree on, from one form to the other and back, and what becomes of values that no agreement decides. */
const windows = useBrowser({ lasting: true });
const sides = useConnectedSides();

/** The window in both lights, for people to look at. */
async function pictures(window: Workbench, name: string): Promise<void> {
  await window.screenshot(`${name}-light`, "light");
  await window.screenshot(`${name}-dark`, "dark");
}

/** Publishes what the form in front says, with a line for the partner. */
async function publish(window: Workbench, form: ConnectionForm, note: string, expected: string): Promise<void> {
  await form.press("Save and Publish...");
  await window.quick.answer("A line for the partner", note);
  expect((await window.messages.dialog("Publish a new contract to Nordwind?")).detail).toContain(expected);
  await window.messages.answerDialog("Publish");
}

/** An issue of the side that is shared with the partner, made by the command line beside its window; gives its key. */
async function sharedIssue(side: Side, title: string, body: string): Promise<string> {
  const file = join(side.machine.home, "body.md");
  writeFileSync(file, body);
  await ferry(side.machine, ["new", "--title", title, "--body-file", file], { exit: "any" });
  const key = await issueFile(side, title, (text) => text.includes(`# ${title}\n`));
  await ferry(side.machine, ["share", key, "--with", side.connection], { exit: "any" });
  return key;
}

/** As another editor changes the file of an issue. */
function edit(side: Side, key: string, line: string, instead: string): void {
  const path = issuePath(side, key);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(line);
  writeFileSync(path, text.replace(line, instead));
}

test("a contract is written, published, read as a difference, declined, written anew, given words and accepted, all in the forms", async () => {
  const { acme, nordwind } = sides();
  const [ada, bo] = await openBoth(windows, sides());
  const adas = await ConnectionForm.open(ada, "Nordwind", "nordwind.yaml");
  await adas.states("Contract 1 is in force, and is what is written here.");
  await adas.addWord("Types of issues", "incident");
  await adas.states("What is written here is not published yet.");
  await pictures(ada, "agreement-written");
  await publish(ada, adas, "Incidents from now on", "issues of the type incident");
  await adas.states("Contract 2 is published, and waits for Nordwind's answer.");

  // Bo reads it beside the one in force, and declines.
  await connectionStatus(bo, "Acme", 'update required: "Incidents from now on"');
  const bos = await ConnectionForm.open(bo, "Acme", "acme.yaml");
  await bos.states('Acme proposes contract 2: "Incidents from now on".');
  await pictures(bo, "agreement-proposed");
  await bos.press("Review");
  await until("the new type in the comparison", async () => (await bo.editor.changedText()).includes("incident"));
  await pictures(bo, "agreement-review");
  await bo.editor.closeTab();
  const again = await ConnectionForm.inFront(bo, "acme.yaml");
  await again.press("Decline...");
  await bo.quick.answer("Why?", "We call that an event");
  await again.states("Contract 1 is in force.");
  await adas.states('Nordwind declined contract 2: "We call that an event".');
  await pictures(ada, "agreement-declined");

  // Ada writes another, Bo gives its word one of his own, and accepts.
  await adas.removeWord("Types of issues", "incident");
  await adas.addWord("Types of issues", "event");
  await publish(ada, adas, "", "issues of the type event");
  await again.states("Acme proposes contract 3.");
  await again.group("type");
  await again.addRow("values/type/receive", "event", "Disturbance");
  await again.addRow("values/type/send", "Disturbance", "event");
  // What is not saved would not be in force: accepting waits for it.
  await again.press("Accept...");
  await again.says("This file has changes that are not saved");
  await again.save();
  await until("the words are in the file", () => /receive:\n +event: Disturbance/.test(readFileSync(configurationPath(nordwind), "utf8")));
  await until("the file is saved", async () => !(await bo.editor.isDirty()));
  await again.says("");
  await pictures(bo, "agreement-words");
  await again.press("Accept...");
  expect((await bo.messages.dialog("Accept contract 3 of Acme?")).detail).toContain("issues of the type event");
  await bo.messages.answerDialog("Accept");
  await again.states("Contract 3 is in force.");
  await adas.states("Contract 3 is in force, and is what is written here.");
  await connectionStatus(ada, "Nordwind", "running");

  // It is what is exchanged from now on.
  const key = await sharedIssue(acme, "Crane stands still", "Since noon.\n");
  await ferry(acme.machine, ["set", key, "type=event"], { exit: "any" });
  await issueFile(nordwind, "Bo's word", (text) => text.includes("# Crane stands still\n") && text.includes("type: Disturbance\n"));
});

test("a conflict in a text is settled in the comparison: pieces of both, and the partner has them", async () => {
  const { acme, nordwind } = sides();
  const [ada, bo] = await openBoth(windows, sides());
  const key = await sharedIssue(acme, "Valve sticks in cold weather", "It opens late.\n");
  const there = await issueFile(nordwind, "the text", (text) => text.includes("# Valve sticks") && text.includes("It opens late.\n"));
  await ada.view("Issues").row(new RegExp(`^${key}\\b`), ({ badge }) => badge === "✓");
  await bo.view("Connections").contextMenu("Acme", "Stop Connection");
  await connectionStatus(bo, "Acme", "stopped");
  edit(nordwind, there, "It opens late.", "It opens late below -5 C.");
  await bo.view("Issues").row(new RegExp(`^${there}\\b`), ({ badge }) => badge === "H");
  edit(acme, key, "It opens late.", "It opens a minute late.");
  await bo.view("Connections").contextMenu("Acme", "Start Connection");
  await bo.view("Issues").row(new RegExp(`^${there}\\b`), ({ badge }) => badge === "C");

  const page = await DetailsPage.open(bo, there);
  await page.says("Conflict in body. Acme's stands for now; yours is kept until you decide.");
  await pictures(bo, "agreement-conflict");
  await page.pressInRow("Body", "Compare");
  await until("theirs in the comparison", async () => (await bo.editor.changedText()).includes("It opens a minute late."));
  await pictures(bo, "agreement-compare");
  const number = readFileSync(issuePath(nordwind, there), "utf8").split("\n").indexOf("It opens a minute late.") + 1;
  await bo.editor.replaceChangedLine(number, "It opens a minute late below -5 C.");
  await bo.editor.save();
  await issueFile(acme, "pieces of both", (text) => text.includes("It opens a minute late below -5 C.\n"));

  const after = await DetailsPage.open(bo, there);
  await after.says("Conflict in body.");
  await after.press("Take Acme's");
  await after.says("Up to date.");
  for (const [window, name] of [
    [ada, key],
    [bo, there],
  ] as const)
    await window.view("Issues").row(new RegExp(`^${name}\\b`), ({ badge }) => badge === "✓");
  for (const text of [issueFiles(acme).get(key), issueFiles(nordwind).get(there)])
    expect(text).toContain("It opens a minute late below -5 C.\n");
});
