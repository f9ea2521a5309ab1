import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { type Machine, createMachine, playground } from "../support/machine.ts";
import { installExtension } from "../support/install-extension.ts";
import { type Server, startServer } from "../support/server.ts";
import { packStandIn } from "../support/stand-in.ts";
import { until } from "../support/until.ts";

/** The bed itself: each page object acts on an extension that has one of everything and writes down what it was told. */
const windows = useBrowser();
const place = playground();
let vsix: string;
let machine: Machine;
let server: Server;

beforeAll(async () => {
  vsix = await packStandIn(place.path);
  machine = createMachine(place.path, "Ada");
  await installExtension(machine, vsix);
  server = await startServer(machine);
});
afterAll(async () => {
  await server?.stop();
  place.remove();
});

/** A folder of its own for each test, so that none sees what another was told. */
let folder: string;
let count = 0;
beforeEach(() => {
  folder = join(machine.home, `folder-${++count}`);
  mkdirSync(folder);
});

async function told(line: string, where = folder): Promise<void> {
  const file = join(where, "told.txt");
  const read = () => (existsSync(file) ? readFileSync(file, "utf8").split("\n") : []);
  await until(`"${line}" in told.txt`, () => read().includes(line)).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${read().join("\n")}`, { cause: error });
  });
}

test("a view tells of its rows what a user sees, and takes menus, actions and the buttons of its welcome", async () => {
  const window = await windows.open(server, folder);
  await window.activity("Stand-in");
  expect(await window.views()).toEqual(["Rows", "Nothing"]);
  const view = await window.view("Rows").shown();
  const seen = { description: "In progress, NW-7", icon: "warning", badge: "P", selected: false };
  await view.row("ACME-2 Valve sticks", ({ badge }) => badge !== "");
  expect(await view.rows()).toEqual([
    { ...seen, label: "ACME-1 Valve sticks", spoken: "ACME-1, In progress, NW-7", level: 1, expanded: true },
    { ...seen, label: "ACME-1/child Valve sticks", spoken: "ACME-1/child, In progress, NW-7", level: 2, expanded: null },
    { ...seen, label: "ACME-2 Valve sticks", spoken: "ACME-2, In progress, NW-7", level: 1, expanded: null },
  ]);
  expect(await view.tooltip(/^ACME-2/)).toBe("About ACME-2");
  expect(await window.activityBadge("Stand-in")).toBe("2");
  await view.toggle(/^ACME-1 /, false);
  expect(await view.rows()).toHaveLength(2);
  expect(await view.contextMenuEntries(/^ACME-2/)).toEqual(["Mark This Row"]);
  await view.contextMenu(/^ACME-2/, "Mark This Row");
  await told("marked ACME-2");
  await view.row(/^ACME-2/, ({ badge, icon, description }) => badge === "M" && icon === "pass" && description === "marked");
  await view.titleAction("Refresh");
  await told("refreshed");
  const empty = window.view("Nothing");
  await empty.welcomes("Nothing is here.");
  await empty.welcomeAction("Name a Row");
  await window.quick.opened("Name of the row");
  await window.quick.dismiss();
  await window.screenshot("bed-rows-light", "light");
  await window.screenshot("bed-rows-dark", "dark");
  await window.screenshot("bed-rows-high-contrast", "high-contrast");
});

test("commands ask in boxes, picks, dialogs and file dialogs; notifications are answered", async () => {
  const window = await windows.open(server, folder);
  await window.command("Stand-in: Name a Row");
  await window.quick.opened("Name of the row");
  await window.quick.accept();
  await until("the refusal", async () => (await window.quick.prompt()).includes("It needs a name"));
  await window.quick.answer("", "ACME-3");
  expect(await window.messages.notification("Added ACME-3")).toMatchObject({ severity: "info", buttons: ["Undo"] });
  await window.messages.answerNotification("Added ACME-3", "Undo");
  await told("answer Undo");
  expect(await window.messages.notifications()).toEqual([]);
  await window.activity("Stand-in");
  await (await window.view("Rows").shown()).row("ACME-3 Valve sticks");

  expect(await window.status("standIn.status")).toEqual({ text: "2 rows", icons: ["sync"], alarm: "", spoken: "sync  2 rows" });
  await window.clickStatus("standIn.status");
  await window.quick.opened("Pick some");
  await window.quick.choose("Alpha");
  await window.quick.choose("Gamma");
  expect((await window.quick.choices()).map(({ label, checked }) => [label, checked])).toEqual([
    ["Alpha", true],
    ["Beta", false],
    ["Gamma", true],
  ]);
  await window.quick.accept();
  await told("picked Alpha+Gamma");
  await window.command("Stand-in: Ask in a Dialog");
  expect(await window.messages.dialog("Really?")).toEqual({
    severity: "warning",
    text: "Really?",
    detail: "It cannot be undone.",
    buttons: ["Cancel", "Do it"],
  });
  await window.messages.answerDialog("Do it");
  await told("asked Do it");

  const exchange = join(machine.home, "exchange");
  mkdirSync(exchange, { recursive: true });
  await window.command("Stand-in: Choose a Folder");
  await window.quick.acceptPath(exchange);
  await told(`folder ${exchange}`);
  await window.command("Stand-in: Save a File");
  await window.quick.acceptPath(join(exchange, "invitation.txt"));
  await told(`file ${join(exchange, "invitation.txt")}`);
});

test("a file is edited key by key and saved, its problems are listed, the window comes back, a panel talks", async () => {
  writeFileSync(join(folder, "ACME-9.md"), "# Valve\n");
  const window = await windows.open(server, folder);
  await window.editor.open("ACME-9.md");
  await window.editor.toEnd();
  await window.editor.type("This is wrong (really).\nSecond line");
  await until("unsaved", () => window.editor.isDirty());
  expect(await window.editor.tabs()).toEqual(["ACME-9.md •"]);
  expect(await window.problem("This is wrong")).toEqual({ severity: "warning", text: expect.stringContaining("This is wrong") });
  await window.editor.save();
  expect(readFileSync(join(folder, "ACME-9.md"), "utf8")).toBe("# Valve\nThis is wrong (really).\nSecond line");
  await window.reload();
  await window.editor.active("ACME-9.md");
  await until("the text", async () => (await window.editor.text()).includes("Second line"));

  await window.command("Stand-in: Open the Panel");
  const panel = await window.webview("ACME-1 details");
  await panel.locator("#press").click();
  await told("pressed");
  await panel.locator("#said", { hasText: "thank you" }).waitFor();
});
