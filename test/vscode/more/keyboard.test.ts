import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { ferry } from "../support/command-line.ts";
import { type Machine, createMachine, playground } from "../support/machine.ts";
import { type Server, installExtension, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { extensionFile } from "../support/vsix.ts";
import type { Workbench } from "../support/workbench.ts";

/** Without a mouse: the pages are only read, and what is done is done by keys. */
const windows = useBrowser();
const place = playground();
let ada: Machine;
let server: Server;
let window: Workbench;

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

const press = (key: string): Promise<void> => window.page.keyboard.press(key);
const text = (key: string): string => readFileSync(join(ada.workspace, "issues", `${key}.md`), "utf8");

/** Runs a command by the keys of the palette. */
async function command(title: string): Promise<void> {
  await until(`the palette offers ${title}`, async () => {
    await press("F1");
    await window.quick.opened("Type the name of a command");
    await window.quick.type(`>${title}`);
    const found = await until(title, async () => (await window.quick.choices())[0]?.label === title, 3000).catch(() => false);
    if (found) await press("Enter");
    else await window.quick.dismiss();
    return found;
  });
}

/** What a screen reader says of the element that has the keys. */
async function focused(): Promise<string> {
  return window.page.evaluate(() => {
    const list = document.activeElement?.getAttribute("aria-activedescendant");
    const element = list ? document.getElementById(list) : document.activeElement;
    return element?.getAttribute("aria-label") ?? element?.textContent?.trim() ?? "";
  });
}

/** Down in a list or menu, until that has the keys. */
async function downTo(words: RegExp, most = 40): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    if (words.test(await focused())) return;
    await press("ArrowDown");
  }
  throw new Error(`${String(words)} is not reached; now: ${await focused()}`);
}

async function toRow(words: RegExp): Promise<void> {
  await command("Issue Ferry: Focus on Issues View");
  await window.view("Issues").row(/^ACME-1\b/);
  // A view that has just come takes the keys with its text, before its rows are there.
  await command("Issue Ferry: Focus on Issues View");
  await press("Home");
  await downTo(words);
}

async function menu(entry: string): Promise<void> {
  await press("Shift+F10");
  await window.page.locator(".monaco-menu .action-menu-item").first().waitFor();
  await downTo(new RegExp(`^${entry.replaceAll(".", "\\.")}`));
  await press("Enter");
}

test("rows of the tree say what they are, and their menu is walked through", async () => {
  window = await windows.open(server);
  await toRow(/^ACME-2\b/);
  expect(await focused()).toMatch(/^ACME-2 Valve sticks.*(?:only here|not shared)/i);
  await menu("Change Status...");
  await window.quick.opened("Choose, or type another");
  await window.quick.type("Doing");
  await until("the offer", async () => (await window.quick.choices()).some(({ label }) => label === 'Use "Doing"'));
  await press("Enter");
  await until("the status", () => text("ACME-2").includes("status: Doing\n"));
  await window.messages.notification('ACME-2: status is "Doing".');
  // The first button of what is said, as the editor has it for keys.
  await command("Notifications: Accept Notification Primary Action");
  await until("it is taken back", () => !text("ACME-2").includes("status:"));
});

test("an issue is deleted and comes back, and its dialog is left by Escape", async () => {
  window = await windows.open(server);
  const isThere = (): boolean => {
    try {
      return text("ACME-1") !== "";
    } catch {
      return false;
    }
  };
  const left: boolean[] = [];
  for (const key of ["Escape", "Enter", "Delete"]) {
    await toRow(/^ACME-1\b/);
    await menu("Delete Issue...");
    await window.messages.dialog("Delete ACME-1?");
    expect(await focused()).toBe("Leave As It Is");
    const meant = key === "Delete";
    if (meant) for (let presses = 0; presses < 3 && (await focused()) !== "Delete"; presses++) await press("Tab");
    await press(meant ? "Enter" : key);
    await window.page.locator(".monaco-dialog-box").waitFor({ state: "detached" });
    left.push(isThere());
  }
  expect(left.slice(0, 2)).toEqual([true, true]);
  await until("it is gone", () => !isThere());
  await window.messages.notification("ACME-1 deleted");
  await command("Notifications: Accept Notification Primary Action");
  await until("it is back", isThere);
});

test("the details of an issue are opened, walked through and used", async () => {
  window = await windows.open(server);
  await toRow(/^ACME-1\b/);
  await menu("Show Sync Details");
  const page = await window.webview("ACME-1: sync details");
  await page.locator("h1", { hasText: "Pump leaks" }).waitFor();
  const names: string[] = [];
  const at = (): Promise<string> =>
    page.locator("body").evaluate((body) => {
      const active = body.ownerDocument.activeElement;
      return active?.getAttribute("aria-label") ?? active?.textContent?.trim() ?? "";
    });
  for (let presses = 0; presses < 30 && !names.includes("Comment..."); presses++) {
    await press("Tab");
    names.push(await at());
  }
  expect(names.at(-1)).toBe("Comment...");
  await press("Enter");
  await window.quick.opened("Comment on ACME-1");
  await window.quick.type("By keys alone.");
  await press("Enter");
  await window.quick.opened("Who may read it?");
  await press("Enter");
  await until("the comment", () => text("ACME-1").includes("\nBy keys alone.\n"));
  await window.screenshot("keyboard-details", "high-contrast");
});

test("a project's first questions are answered and left by keys", async () => {
  window = await windows.open(server);
  await command("Issue Ferry: Create Connection...");
  await window.quick.opened("Your name for the partner");
  await window.quick.type("Nordwind");
  await press("Enter");
  await window.quick.opened("Which folder do both sides reach?");
  expect(await focused()).toMatch(/Choose a folder/);
  await press("Escape");
  await window.quick.closed();
  await command("Issue Ferry: Show Gateway...");
  await window.quick.opened("No machine is named");
  await press("Escape");
  await window.quick.closed();
});
