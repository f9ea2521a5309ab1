import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { ferry } from "../support/command-line.ts";
import { type Machine, createMachine, playground } from "../support/machine.ts";
import { installExtension } from "../support/install-extension.ts";
import { type Server, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { extensionFile } from "../support/vsix.ts";

/** What a newcomer sees of the extension that was installed from its VSIX, before there is any partner. */
const windows = useBrowser();
const place = playground();
let ada: Machine;
let server: Server;

beforeAll(async () => {
  ada = createMachine(place.path, "Ada");
  await installExtension(ada, extensionFile());
  server = await startServer(ada);
});
afterAll(async () => {
  await server?.stop();
  place.remove();
});

function folder(name: string): string {
  const path = join(ada.home, name);
  mkdirSync(path);
  return path;
}

test("without a folder the views say what is missing, and a folder that is no project can become one", async () => {
  const empty = await windows.open(server, null);
  await empty.activity("Issue Ferry");
  expect(await empty.views()).toEqual(["Issues", "Connections", "Alarms And Activity"]);
  await empty.view("Issues").welcomes("Open a folder");
  const window = await windows.open(server, folder("plain"));
  await window.activity("Issue Ferry");
  await window.view("Issues").welcomes("This folder is no Issue Ferry project yet.");
  await window.screenshot("welcome-no-project");
});

test("the palette makes a folder a project, and its first issue; a file with a title only becomes the second", async () => {
  const project = folder("nordwind");
  const window = await windows.open(server, project);
  await window.command("Issue Ferry: Make This Folder a Project...");
  await window.quick.opened("Your project's name");
  expect(await window.quick.value()).toBe("nordwind");
  await window.quick.answer("Your project's name", "Nordwind");
  await window.quick.answer("Beginning of the keys", "nw");
  expect((await window.messages.notification("Nordwind is a project now")).buttons).toContain("Create Connection");
  expect(readFileSync(join(project, ".issue-ferry", "project.yaml"), "utf8")).toMatch(/NW/);
  await window.messages.clear();
  await window.activity("Issue Ferry");
  const issues = window.view("Issues");
  await issues.welcomes("There is no issue yet.");
  await window.view("Connections").welcomes("No partner yet.");
  expect((await window.status("issueFerry.status")).alarm).toBe("");
  await window.command("Issue Ferry: New Issue...");
  await window.quick.answer("Title of the new issue", "Pump leaks");
  await issues.row(/^NW-1\b.*Pump leaks/, ({ badge, icon }) => badge === "L" && icon !== "");
  await window.editor.active("NW-1.md");
  expect(readFileSync(join(project, "issues", "NW-1.md"), "utf8")).toContain("# Pump leaks\n");
  writeFileSync(join(project, "issues", "valve.md"), "# Valve sticks\n");
  await issues.row(/^NW-2\b.*Valve sticks/);
  await until("the file has its key's name", () => existsSync(join(project, "issues", "NW-2.md")));
  await window.screenshot("first-issue", "dark");
});

test("issues of a project are rows, and an edit in the editor changes its row", async () => {
  const project = folder("acme");
  await ferry(ada, ["init", "--name", "Acme", "--key", "ACME"], { folder: project });
  await ferry(ada, ["new", "--title", "Valve sticks in cold weather"], { folder: project });
  const window = await windows.open(server, project);
  await window.activity("Issue Ferry");
  const issues = await window.view("Issues").shown();
  const row = await issues.row(/^ACME-1\b/, ({ badge }) => badge === "L");
  expect(row.label).toContain("Valve sticks in cold weather");
  await window.screenshot("issues-first", "dark");
  const file = readdirSync(join(project, "issues")).find((name) => name.endsWith(".md")) ?? "";
  await window.editor.open(file);
  const line =
    readFileSync(join(project, "issues", file), "utf8")
      .split("\n")
      .indexOf("# Valve sticks in cold weather") + 1;
  await window.editor.toLine(line);
  await window.editor.press("End");
  await window.editor.type(" and rain");
  await window.editor.save();
  await until("the file has it", () => readFileSync(join(project, "issues", file), "utf8").includes("cold weather and rain"));
  await window.activity("Issue Ferry");
  await issues.row(/cold weather and rain/);
});
