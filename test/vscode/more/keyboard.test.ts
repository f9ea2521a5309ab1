import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { ferry } from "../support/command-line.ts";
import { Keys } from "../support/keys.ts";
import { type Machine, createMachine, playground } from "../support/machine.ts";
import { installExtension } from "../support/install-extension.ts";
import { type Server, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { extensionFile } from "../support/vsix.ts";
import type { Workbench } from "../support/workbench.ts";

/** A day without a mouse: the pages are only read, and what is done is done by keys. After each deed the keys are where the person was. */
const windows = useBrowser();
const place = playground();
let ada: Machine;
let server: Server;
let window: Workbench;
let keys: Keys;

beforeAll(async () => {
  ada = createMachine(place.path, "Ada");
  await ferry(ada, ["init", "--name", "Acme", "--key", "ACME"]);
  for (const title of ["Pump leaks", "Valve sticks"]) await ferry(ada, ["new", "--title", title]);
  await installExtension(ada, extensionFile());
  server = await startServer(ada);
}, 180_000);
afterAll(async () => {
  await server?.stop();
  place.remove();
});

const text = (key: string): string => readFileSync(join(ada.workspace, "issues", `${key}.md`), "utf8");
const isThere = (key: string): boolean => {
  try {
    return text(key) !== "";
  } catch {
    return false;
  }
};

async function opened(): Promise<void> {
  window = await windows.open(server);
  keys = new Keys(window);
}
const toRow = (name: RegExp): Promise<void> => keys.toRow("Issues", /^ACME-1\b/, name);

test("rows of the tree say what they are, their menu is walked through, and the keys come back to the row", async () => {
  await opened();
  await toRow(/^ACME-2\b/);
  expect(await keys.focused()).toMatch(/^ACME-2 +Valve sticks, only here$/);
  await keys.menu("Change Status...");
  await window.quick.opened("Choose, or type another");
  await window.quick.type("Doing");
  await until("the offer", async () => (await window.quick.choices()).some(({ label }) => label === 'Use "Doing"'));
  await keys.press("Enter");
  await until("the status", () => text("ACME-2").includes("status: Doing\n"));
  await keys.at(/^ACME-2\b/);
  await keys.accept('ACME-2: status is "Doing".');
  await until("it is taken back", () => !text("ACME-2").includes("status:"));
  await keys.at(/^ACME-2\b/);

  await keys.menu("Assign...");
  await window.quick.opened("Choose, or type another");
  await keys.press("Escape");
  await window.quick.closed();
  await keys.at(/^ACME-2\b/);
  await keys.menu("Copy Key");
  await keys.at(/^ACME-2\b/);
  await keys.press("Enter");
  await window.editor.active("ACME-2.md");
  expect(await window.clipboard()).toBe("ACME-2");
});

test("rows are selected by keys, which stay in the tree; Enter takes them into the text", async () => {
  await opened();
  const issues = window.view("Issues");
  const selected = (number: number) => issues.become(`${number} selected`, (rows) => rows.filter((row) => row.selected).length === number);
  await toRow(/^ACME-1\b/);
  // The first of them selects the row below alone, and shows its file beside.
  await keys.press("Shift+ArrowDown");
  await selected(1);
  await window.editor.active("ACME-2.md");
  await keys.at(/^ACME-2\b/);
  await keys.press("Shift+ArrowUp");
  await keys.at(/^ACME-1\b/);
  await keys.press("Space");
  await window.editor.active("ACME-1.md");
  await keys.at(/^ACME-1\b/);
  await keys.press("Enter");
  await expect.poll(() => keys.inEditor(), { timeout: 40_000 }).toBe(true);
});

test("several rows are selected, and their labels changed at once", async () => {
  await opened();
  await toRow(/^ACME-1\b/);
  await keys.press("ControlOrMeta+a");
  await window.view("Issues").become("both selected", (rows) => rows.filter(({ selected }) => selected).length === 2);
  await keys.menu("Change Labels...");
  await window.quick.opened("Choose, or type another");
  await window.quick.type("winter");
  await until("the offer", async () => (await window.quick.choices()).some(({ label }) => label === 'Use "winter"'));
  // The first key down takes the keys from the line to the rows, where the space bar checks one.
  await keys.press("ArrowDown");
  await keys.to(/^Use "winter"/);
  await keys.press("Space");
  await keys.press("Enter");
  await until("both have it", () => ["ACME-1", "ACME-2"].every((key) => text(key).includes("  - winter\n")));
  await keys.at(/^ACME-1\b/);
  expect(text("ACME-1")).toContain("labels:\n  - winter\n");
});

test("an issue is deleted and comes back, and its dialog is left by Escape and by Enter", async () => {
  await opened();
  const ask = async (): Promise<void> => {
    await toRow(/^ACME-1\b/);
    await keys.menu("Delete Issue...");
    await window.messages.dialog("Delete ACME-1?");
  };
  const leave = async (key: string): Promise<void> => {
    await ask();
    expect(await keys.focused()).toBe("Leave As It Is");
    await keys.press(key);
    await window.page.locator(".monaco-dialog-box").waitFor({ state: "detached" });
    await keys.at(/^ACME-1\b/);
    expect(isThere("ACME-1")).toBe(true);
  };
  await leave("Escape");
  await leave("Enter");
  await ask();
  await keys.decide("Delete ACME-1?", "Delete");
  await until("it is gone", () => !isThere("ACME-1"));
  await keys.at(/\S/);
  await keys.accept("ACME-1 deleted");
  await until("it is back", () => isThere("ACME-1"));
});

test("the list is grouped, filtered and unfolded, and an issue written from it", async () => {
  await opened();
  await toRow(/^ACME-1\b/);
  await keys.command("Issue Ferry: Group By...");
  await keys.choose("Group issues by", "Label");
  await window.view("Issues").row("winter");
  await keys.at(/\S/);
  await keys.toRow("Issues", "winter", /^winter\b/);
  await keys.press("ArrowLeft");
  await window.view("Issues").row("winter", ({ expanded }) => expanded === false);
  await keys.press("ArrowRight");
  await window.view("Issues").row("winter", ({ expanded }) => expanded === true);
  await keys.command("Issue Ferry: Group By...");
  await keys.choose("Group issues by", "Sync status");
  await keys.command("Issue Ferry: Filter...");
  await keys.answer("Filter issues", "Valve");
  await window.view("Issues").become("one row", (rows) => rows.filter(({ level }) => level === 2).length === 1);
  await keys.at(/\S/);
  await keys.command("Issue Ferry: Clear Filter");
  await window.view("Issues").row(/^ACME-1\b/);
  await keys.command("Issue Ferry: New Issue...");
  await keys.answer("Title of the new issue", "Crane squeaks");
  await window.editor.active("ACME-3.md");
  // Whoever made an issue writes on: the cursor is in its text.
  await keys.press("ControlOrMeta+End");
  await window.page.keyboard.type("In the morning only.");
  await window.editor.save();
  expect(text("ACME-3")).toContain("# Crane squeaks\n");
  expect(text("ACME-3")).toContain("In the morning only.");
});

test("the details of an issue are opened, walked through and used", async () => {
  await opened();
  await toRow(/^ACME-1\b/);
  await keys.menu("Show Sync Details");
  const page = await window.webview("ACME-1: sync details");
  await page.locator("h1", { hasText: "Pump leaks" }).waitFor();
  const names: string[] = [];
  const at = (): Promise<string> =>
    page.locator("body").evaluate((body) => {
      const active = body.ownerDocument.activeElement;
      return active?.getAttribute("aria-label") ?? active?.textContent?.trim() ?? "";
    });
  for (let presses = 0; presses < 30 && !names.includes("Comment..."); presses++) {
    await keys.press("Tab");
    names.push(await at());
  }
  expect(names).toEqual(["Open Issue", "Copy Key", "Share With...", "Comment..."]);
  await keys.press("Enter");
  await window.quick.opened("Comment on ACME-1");
  await window.quick.type("By keys alone.");
  await keys.press("Enter");
  await window.quick.opened("Who may read it?");
  await keys.press("Enter");
  await until("the comment", () => text("ACME-1").includes("\nBy keys alone.\n"));
  await page.locator("summary", { hasText: "1 comment" }).waitFor();
  await until("the keys are where they were", async () => (await at()) === "Comment..." && (await page.locator(":focus").count()) === 1);
  await window.screenshot("keyboard-details", "high-contrast");
});

test("a project's first questions are answered and left by keys", async () => {
  await opened();
  await keys.command("Issue Ferry: Create Connection...");
  await keys.answer("What do you call the partner?", "Nordwind");
  await window.quick.opened("Which folder do both sides reach?");
  expect(await keys.focused()).toMatch(/Choose a folder/);
  await keys.press("Escape");
  await window.quick.closed();
  await keys.command("Issue Ferry: Show Gateway...");
  await window.quick.opened("No machine is named");
  await keys.press("Escape");
  await window.quick.closed();
});
