import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { ferry } from "../support/command-line.ts";
import { type Machine, createMachine, playground } from "../support/machine.ts";
import { installExtension } from "../support/install-extension.ts";
import { type Server, startServer } from "../support/server.ts";
import type { TreeView } from "../support/tree-view.ts";
import { until } from "../support/until.ts";
import { extensionFile } from "../support/vsix.ts";
import type { Workbench } from "../support/workbench.ts";

/** A day without a partner: many issues at once, their order, and keys in texts. Each test goes on where the one before left. */
const windows = useBrowser();
const place = playground();
let ada: Machine;
let server: Server;

const TITLES = ["Pump leaks", "Valve sticks", "Gasket is brittle", "Crane squeaks"];

beforeAll(async () => {
  ada = createMachine(place.path, "Ada", { "editor.acceptSuggestionOnEnter": "on" });
  await ferry(ada, ["init", "--name", "Acme", "--key", "ACME"]);
  for (const title of TITLES) await ferry(ada, ["new", "--title", title]);
  await installExtension(ada, extensionFile());
  server = await startServer(ada);
}, 180_000);
afterAll(async () => {
  await server?.stop();
  place.remove();
});

const issueText = (key: string): string => readFileSync(join(ada.workspace, "issues", `${key}.md`), "utf8");
const keys = (): string[] =>
  readdirSync(join(ada.workspace, "issues"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => name.replace(".md", ""))
    .sort();
const row = (key: string): RegExp => new RegExp(`^${key}\\b`);

async function opened(): Promise<{ readonly window: Workbench; readonly issues: TreeView }> {
  const window = await windows.open(server);
  await window.activity("Issue Ferry");
  const issues = window.view("Issues");
  await issues.row(row("ACME-4"));
  return { window, issues };
}

/** The first three rows of the only group. */
async function selectThree(issues: TreeView): Promise<void> {
  await issues.click(row("ACME-1"), ["ControlOrMeta"]);
  await issues.click(row("ACME-2"), ["ControlOrMeta"]);
  await issues.click(row("ACME-3"), ["ControlOrMeta"]);
  await issues.become("three rows selected", (rows) => rows.filter(({ selected }) => selected).length === 3);
}

test("several issues change at once and get back what they had; what somebody changed since stays, and is named", async () => {
  const { window, issues } = await opened();
  await selectThree(issues);
  await issues.contextMenu(row("ACME-2"), "Change Status...");
  await window.quick.opened("Status of ACME-1");
  await window.quick.choose("Done");
  await window.messages.notification('status is "Done"');
  for (const key of ["ACME-1", "ACME-2", "ACME-3"]) expect(issueText(key)).toContain("status: Done\n");
  await window.screenshot("day-bulk-undo", "dark");
  await ferry(ada, ["set", "ACME-2", "status=Later"]);
  await issues.row(row("ACME-2"), ({ description }) => description.includes("Later"));
  await window.messages.answerNotification('status is "Done"', "Undo");
  await window.messages.notification("ACME-2 changed since, and stays as it is.");
  await until(
    "the others have no status again",
    () => !issueText("ACME-1").includes("status:") && !issueText("ACME-3").includes("status:"),
  );
  expect(issueText("ACME-2")).toContain("status: Later\n");
  await window.messages.clear();
});

test("several issues are deleted at once, and come back whole", async () => {
  const { window, issues } = await opened();
  await ferry(ada, ["comment", "ACME-1", "--text", "Seen again.", "--internal"]);
  const before = new Map(keys().map((key) => [key, issueText(key)]));
  await selectThree(issues);
  await issues.contextMenu(row("ACME-2"), "Delete Issue...");
  await window.messages.dialog("Delete ACME-1");
  await window.messages.answerDialog("Delete");
  await window.messages.notification("deleted");
  expect(keys()).toEqual(["ACME-4"]);
  await issues.become("one issue is left", (rows) => rows.filter(({ label }) => label.startsWith("ACME-")).length === 1);
  await window.screenshot("day-deleted", "light");
  await window.messages.answerNotification("deleted", "Undo");
  await issues.become("four again", (rows) => rows.filter(({ label }) => label.startsWith("ACME-")).length === 4);
  expect(new Map(keys().map((key) => [key, issueText(key)]))).toEqual(before);
});

test("issues stand in the order that was chosen, and the file of one is shown among the others", async () => {
  const { window, issues } = await opened();
  await ferry(ada, ["set", "ACME-3", "priority=high"]);
  await ferry(ada, ["set", "ACME-2", "priority=low"]);
  const order = async (): Promise<string[]> => (await issues.rows()).flatMap(({ label }) => /^ACME-\d+/.exec(label)?.[0] ?? []).slice(0, 2);
  const becomes = (wanted: readonly string[]) => expect.poll(order, { timeout: 40_000 }).toEqual(wanted);
  await window.command("Issue Ferry: Sort By...");
  await window.quick.opened("Sort issues by");
  await window.screenshot("day-sort");
  await window.quick.choose("Last activity");
  await becomes(["ACME-2", "ACME-3"]);
  await window.command("Issue Ferry: Sort By...");
  await window.quick.opened("Sort issues by");
  await window.quick.choose("Priority");
  await becomes(["ACME-3", "ACME-2"]);
  await issues.contextMenu(row("ACME-4"), "Show File in Explorer");
  const file = window.page.locator(".explorer-viewlet .monaco-list-row.selected", { hasText: "ACME-4.md" });
  await file.waitFor();
});

test("a key is suggested while one types, says what it stands for, and leads to its issue", async () => {
  writeFileSync(join(ada.workspace, "notes.txt"), "Before the harbour trip\n");
  const { window } = await opened();
  await window.editor.open("notes.txt");
  await window.editor.toEnd();
  await window.editor.type("mend #");
  const list = window.page.locator(".suggest-widget.visible");
  const suggestion = (text: string) => list.locator(".monaco-list-row", { hasText: text });
  await suggestion("#ACME-4").waitFor();
  // The list stays while one types, letter by letter.
  for (const letter of "val") {
    await window.editor.type(letter);
    await suggestion("#ACME-2").waitFor();
  }
  await until("only what fits", async () => (await list.locator(".monaco-list-row").count()) === 1);
  await window.screenshot("keys-suggested");
  await window.editor.press("Enter");
  await window.editor.type(" soon");
  await window.editor.save();
  expect(readFileSync(join(ada.workspace, "notes.txt"), "utf8")).toBe("Before the harbour trip\nmend #ACME-2 soon");

  const key = window.page.locator(".view-line span", { hasText: /^#ACME-2$/ }).last();
  await key.hover();
  const hover = window.page.locator(".monaco-hover:visible", { hasText: "Valve sticks" });
  await hover.waitFor();
  await window.screenshot("keys-hover");
  await hover.locator("a", { hasText: "Sync Details" }).click();
  await window.editor.active("ACME-2: sync details");
  const details = await window.webview("ACME-2: sync details");
  await details.getByRole("heading", { name: "Valve sticks" }).waitFor();
  await details.getByRole("button", { name: "Priority..." }).click();
  await window.quick.opened("Priority of ACME-2");
  await window.quick.choose("high");
  await until("the file has it", () => issueText("ACME-2").includes("priority: high\n"));
  await window.messages.clear();

  await window.editor.open("notes.txt");
  // Links are looked for anew in a text that comes to the front: a click before that is a click on a word.
  await until("the issue's file is open", async () => {
    await key.click({ modifiers: ["ControlOrMeta"], timeout: 3000 });
    return until("its tab", async () => (await window.editor.tabs()).includes("ACME-2.md"), 3000).catch(() => false);
  });
  await window.editor.active("ACME-2.md");
});

test("a TODO comment becomes an issue by two keys, its key stands in it, and one undo takes it out", async () => {
  const code = "run();\n// TODO: grease the hinge\n";
  writeFileSync(join(ada.workspace, "hinge.js"), code);
  const { window, issues } = await opened();
  await window.editor.open("hinge.js");
  await window.editor.toLine(2);
  // Offered as soon as the extension has read what it needs for that.
  const offer = window.page.locator(".action-widget .monaco-list-row", { hasText: "New Issue From TODO Comment" });
  await until("the offer", async () => {
    await window.editor.press("ControlOrMeta+.");
    const there = await offer.waitFor({ timeout: 5000 }).then(
      () => true,
      () => false,
    );
    if (!there) await window.page.keyboard.press("Escape");
    return there;
  });
  await window.screenshot("keys-todo");
  await offer.click();
  const made = await until("the issue", () => keys().find((key) => issueText(key).includes("# grease the hinge\n")));
  expect(issueText(made)).toContain("From `hinge.js:2`.");
  await until("the key stands in the comment", async () => (await window.editor.text()).includes(`// TODO #${made}: grease the hinge`));
  await issues.row(row(made));
  await window.editor.press("ControlOrMeta+z");
  await until("as it was", async () => (await window.editor.text()).includes("// TODO: grease the hinge"));
});
