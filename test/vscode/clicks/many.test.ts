import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { type Machine, createMachine, playground } from "../support/machine.ts";
import { installExtension } from "../support/install-extension.ts";
import { type Server, startServer } from "../support/server.ts";
import type { TreeView } from "../support/tree-view.ts";
import { PATIENCE, until } from "../support/until.ts";
import { extensionFile } from "../support/vsix.ts";
import type { Workbench } from "../support/workbench.ts";

/** A project with as many issues as a large one has. */
const ISSUES = 5_000;
/** As their groups stand in the view. */
const STATUSES = ["Done", "In progress", "New", "Rejected"];
/** What a group shows before "Load more", as the setting has it. */
const PAGE = 200;

const windows = useBrowser();
const place = playground();
let ada: Machine;
let server: Server;

beforeAll(async () => {
  ada = createMachine(place.path, "Ada");
  const folder = join(ada.workspace, "issues");
  mkdirSync(folder);
  for (let number = 1; number <= ISSUES; number++) writeFileSync(join(folder, `BIG-${number}.md`), issueText(number));
  await installExtension(ada, extensionFile());
  server = await startServer(ada);
});
afterAll(async () => {
  await server?.stop();
  place.remove();
});

/** Every eighth is about the pump. */
function issueText(number: number): string {
  const label = number % 8 === 0 ? "pump" : "valve";
  const head = ["---", `key: BIG-${number}`, `status: ${STATUSES[number % STATUSES.length]}`, "labels:", `  - ${label}`, "---"];
  return [...head, "", `# The ${label} of engine ${number} is late`, "", "Below -5 C it opens late.", ""].join("\n");
}

/** The number beside each group, in order; closed groups have all of them in sight. */
async function groups(view: TreeView): Promise<Record<string, string>> {
  const rows = await view.rows();
  return Object.fromEntries(rows.filter(({ level }) => level === 1).map(({ label, description }) => [label, description]));
}

async function group(window: Workbench, by: string): Promise<void> {
  await window.view("Issues").titleAction("Group By...");
  await window.quick.opened("Group issues by");
  await window.quick.choose(by);
}

const LONG = { timeout: 600_000 };

test(
  "five thousand issues: groups with counts, more of them when asked, a filter, and a change that moves nothing else",
  LONG,
  async () => {
    const window = await windows.open(server);
    await window.activity("Issue Ferry");
    await window.view("Issues").welcomeAction("Make This Folder a Project");
    await window.quick.opened("Where shall the issues lie?");
    await window.screenshot("many-take-over");
    await window.quick.choose("Take over issues/");
    await window.quick.answer("name", "Big");
    await window.quick.answer("Beginning of the keys", "BIG");
    await window.messages.notification("Big is a project now");
    await window.messages.clear();
    const issues = await window.view("Issues").shown();
    // Each file gets its id: that takes a while once.
    await until("all are taken over", async () => (await groups(issues))["Only here"] === String(ISSUES), 4 * PATIENCE);
    await group(window, "Status");
    for (const status of STATUSES) await issues.toggle(status, false);
    const each = String(ISSUES / STATUSES.length);
    expect(await groups(issues)).toEqual({ Done: each, "In progress": each, New: each, Rejected: each });
    await window.screenshot("many-groups");

    await issues.toggle("Rejected", true);
    await issues.press("End");
    await issues.click(`Load more (${ISSUES / STATUSES.length - PAGE})`);
    await issues.become("more rows", (rows) => rows.some(({ label }) => label.startsWith(`BIG-${4 * PAGE + 3} `)));
    await issues.press("End");
    await issues.row(`Load more (${ISSUES / STATUSES.length - 2 * PAGE})`);
    await window.screenshot("many-more", "dark");

    await issues.titleAction("Filter...");
    await window.quick.opened("Filter issues");
    await window.quick.type("label:pump engine");
    await until("it says how many match", async () => (await window.quick.prompt()).includes(`${ISSUES / 8} of `));
    await window.screenshot("many-filter-asked");
    await window.quick.accept();
    await until("it says what is shown", async () => (await issues.message()).includes(`label:pump engine (${ISSUES / 8} of ${ISSUES})`));
    await issues.become(
      "the groups of what passes",
      (rows) =>
        rows
          .filter(({ level }) => level === 1)
          .map(({ label }) => label)
          .join() === "Done",
    );
    expect(await groups(issues)).toEqual({ Done: String(ISSUES / 8) });
    await window.screenshot("many-filtered", "light");
    await issues.titleAction("Clear Filter");
    await issues.row("Done", ({ description }) => description === each);
    await until("nothing says that there is a filter", async () => (await issues.message()) === "");

    // A group is open, a row is selected: so they stay when a file changes.
    await issues.toggle("Done", false);
    await issues.toggle("In progress", true);
    await issues.click(/^BIG-5 /);
    await window.editor.active("BIG-5.md");
    await issues.row(/^BIG-5 /, ({ selected }) => selected);
    const before = (await issues.rows()).map(({ label, expanded, selected }) => ({ label, expanded, selected }));
    const file = join(ada.workspace, "issues", "BIG-5.md");
    const line = readFileSync(file, "utf8")
      .split("\n")
      .findIndex((text) => text.startsWith("# "));
    await window.editor.toLine(line + 1);
    await window.editor.press("End");
    await window.editor.type(" again");
    await window.editor.save();
    await issues.row(/^BIG-5 .* is late again$/, ({ selected }) => selected);
    expect(
      (await issues.rows()).map(({ label, expanded, selected }) => ({ label: label.replace(/ again$/, ""), expanded, selected })),
    ).toEqual(before);

    // Another status takes it to another group, whose number says so; the folded ones stay folded.
    writeFileSync(file, readFileSync(file, "utf8").replace("status: In progress", "status: Done"));
    await issues.row("In progress", ({ description }) => description === String(ISSUES / 4 - 1));
    await issues.become("Done has one more", (rows) => !rows.some(({ label }) => label.startsWith("BIG-5 ")));
    await issues.press("Home");
    await issues.row("Done", ({ description, expanded }) => description === String(ISSUES / 4 + 1) && expanded === false);
    expect(readdirSync(join(ada.workspace, "issues")).filter((name) => name.endsWith(".md"))).toHaveLength(ISSUES);
  },
);

test("without the letters beside the rows, icon and words still say how an issue stands", async () => {
  const window = await windows.open(server);
  await window.activity("Issue Ferry");
  const issues = await window.view("Issues").shown();
  await group(window, "Sync status");
  const lettered = await issues.row(/^BIG-4 /, ({ badge }) => badge === "L");
  await window.command("Preferences: Open Settings (UI)");
  const settings = window.page.locator(".settings-editor");
  await settings.locator(".search-container .monaco-editor").click();
  await window.page.keyboard.type("issueFerry.decorations");
  const box = settings.locator(".setting-item-bool", { hasText: "Decorations" }).locator(".setting-value-checkbox").first();
  await box.waitFor();
  await window.screenshot("many-setting");
  await box.click();
  // Settings are written a moment after the click, and not at all when the editor is closed sooner.
  const plain = await issues.row(/^BIG-4 /, ({ badge }) => badge === "");
  await until("the settings are closed", async () => {
    await window.page.keyboard.press("Escape");
    return (await settings.count()) === 0;
  });
  expect(plain.icon).toBe(lettered.icon);
  expect(plain.icon).not.toBe("");
  expect(plain.spoken).toContain("only here");
  expect(plain.description).toBe("Done");
  await issues.row("Only here");
  await group(window, "Status");
  await issues.row(/^BIG-4 \(only here\) /);
  await window.screenshot("many-no-letters", "high-contrast");
});
