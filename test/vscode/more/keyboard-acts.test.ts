import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { Keys } from "../support/keys.ts";
import { type TwoSides, connectionStatus, issueFile, openSide, twoSides } from "../support/two-sides.ts";
import { until } from "../support/until.ts";
import type { Workbench } from "../support/workbench.ts";

/** The four acts and the first words between two sides, without a mouse: the pages are only read. Something has the keys after each deed. */
const windows = useBrowser();
let sides: TwoSides;

beforeAll(async () => {
  sides = await twoSides();
});
afterAll(async () => {
  await sides?.stop();
});

const SOMETHING = /\S/;

/** A person at the keyboard of one side. */
class Person extends Keys {
  readonly window: Workbench;

  constructor(window: Workbench) {
    super(window);
    this.window = window;
  }

  async makeProject(name: string, prefix: string): Promise<void> {
    await this.window.view("Issues").welcomes("This folder is no Issue Ferry project yet.");
    await this.command("Issue Ferry: Focus on Issues View");
    await this.to(/^Make This Folder a Project$/, "Tab");
    await this.press("Enter");
    await this.answer("name", name);
    await this.answer("Beginning of the keys", prefix);
  }

  async typeFolder(folder: string, share: string): Promise<void> {
    const { quick } = this.window;
    await quick.opened("Which folder do both sides reach?");
    await quick.type(folder);
    await until("what was typed is what Enter takes", async () => (await this.focused()).includes(folder));
    await quick.accept();
    await this.choose("Which issues are shared?", share);
  }

  /** What is said stays until somebody sends it away. */
  async heard(words: string): Promise<void> {
    await this.window.messages.notification(words);
    await this.command("Notifications: Clear All Notifications");
    await until("nothing is said any more", async () => (await this.window.messages.notifications()).length === 0);
    await this.at(SOMETHING);
  }
}

test("two sides are connected, exchange an issue and a comment, and look at the number, by keys alone", async () => {
  const { acme, nordwind, exchange, handshake } = sides;
  const ada = new Person(await openSide(windows, acme));
  await ada.makeProject("Acme", "ACME");
  await ada.answerNotification("Acme is a project now", "Create Connection");
  await ada.answer("What do you call the partner?", "Nordwind");
  await ada.typeFolder(exchange, "Those I mark, ask me first");
  await ada.window.quick.acceptPath(handshake);
  await ada.heard("Waiting for Nordwind to join");

  const bo = new Person(await openSide(windows, nordwind));
  await bo.makeProject("Nordwind", "NW");
  await bo.heard("Nordwind is a project now");
  await bo.command("Issue Ferry: Join a Connection...");
  await bo.choose("Where is the partner's handshake file?", "Open the handshake file...");
  await bo.window.quick.acceptPath(handshake);
  await bo.window.quick.acceptOffered("What do you call the partner?");
  await bo.typeFolder(exchange, "Those I mark");
  await bo.heard("Joined Acme as acme");

  await ada.answerNotification("Connected with Nordwind", "Publish and Start...");
  await ada.decide("Publish the contract to Nordwind?", "Go On Without Comparing");
  await ada.at(SOMETHING);
  await bo.answerNotification("Acme has published contract 1", "Accept and Start...");
  await bo.decide("Accept contract 1 of Acme?", "Go On Without Comparing");
  await bo.at(SOMETHING);
  await connectionStatus(ada.window, "Nordwind", "running");
  await connectionStatus(bo.window, "Acme", "running");

  await ada.command("Issue Ferry: New Issue...");
  await ada.answer("Title of the new issue", "Valve sticks");
  await ada.window.editor.active("ACME-1.md");
  await ada.window.view("Issues").row(/^ACME-1\b/, ({ selected }) => selected);
  await ada.toRow("Issues", /^ACME-1\b/, /^ACME-1\b/);
  await ada.menu("Share With...");
  await ada.choose("Share with whom?", "Nordwind");
  await ada.at(/^ACME-1\b/);
  const key = await issueFile(nordwind, "the issue", (text) => text.includes("# Valve sticks\n"));
  await ada.window.view("Issues").row(/^ACME-1\b/, ({ badge }) => badge === "✓");

  await bo.toRow("Issues", new RegExp(`^${key}\\b`), new RegExp(`^${key}\\b`));
  await bo.menu("New Comment...");
  await bo.answer(`Comment on ${key}`, "At the harbour, too.");
  await bo.choose("Who may read it?", "Everybody with whom the issue is shared");
  await issueFile(acme, "the comment", (text) => text.includes("\nAt the harbour, too.\n"));
  await bo.at(new RegExp(`^${key}\\b`));

  await ada.toRow("Connections", "Nordwind", /[Ss]afety number/);
  await ada.press("Enter");
  const { detail } = await ada.window.messages.dialog("Safety number of nordwind");
  expect(detail.replace(/\D/g, "").length).toBeGreaterThanOrEqual(60);
  await ada.decide("Safety number of nordwind", "They Are the Same");
  await connectionStatus(ada.window, "Nordwind", "running, verified");
  await ada.at(/[Ss]afety number/);
  await ada.window.screenshot("keyboard-acts", "high-contrast");
});
