import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { type Machine, createMachine, playground } from "../support/machine.ts";
import { installExtension } from "../support/install-extension.ts";
import { type Server, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { extensionFile } from "../support/vsix.ts";

/** Projects that are made of what is there: a folder of issues that others wrote, and a window with two folders. */
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

/** A folder of the home with these files. */
function folder(name: string, files: Readonly<Record<string, string>> = {}): string {
  const path = join(ada.home, name);
  mkdirSync(path);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(path, file, ".."), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  return path;
}

test("a folder of Markdown files is taken over: each gets a key, keeps what it had, and what cannot be read is left alone and said", async () => {
  const broken = "---\nstatus: [New\n---\n\n# Broken head\n";
  const project = folder("plant", {
    "README.md": "# The plant\n",
    "tickets/pump.md":
      "---\nstatus: In progress # since Monday\nowner-team: north\nlabels:\n  - winter\n---\n\n# Pump leaks\n\nAt the seal.\n",
    "tickets/PL-7.md": "---\nkey: PL-7\nstatus: New\n---\n\n# Valve sticks\n",
    "tickets/broken.md": broken,
  });
  const window = await windows.open(server, project);
  await window.activity("Issue Ferry");
  const issues = window.view("Issues");
  await issues.welcomeAction("Make This Folder a Project");
  await window.quick.opened("Where shall the issues lie?");
  expect(await window.quick.choices()).toMatchObject([
    { label: "Take over tickets/", detail: expect.stringMatching(/^3 Markdown files/) },
    { label: "New folder issues/" },
  ]);
  await window.screenshot("projects-take-over");
  await window.quick.choose("Take over tickets/");
  await window.quick.answer("name", "Plant");
  await window.quick.answer("Beginning of the keys", "pl");
  await window.messages.notification("Plant is a project now: its issues are Markdown files in tickets/, with keys such as PL-1.");
  await window.messages.clear();
  await issues.row(/^PL-7\b.*Valve sticks$/, ({ badge, description }) => badge === "L" && description === "New");
  const { label } = await issues.row(/^PL-\d+\b.*Pump leaks$/, ({ description }) => description === "In progress");
  const pump = /^PL-\d+/.exec(label)?.[0] ?? "";
  const file = join(project, "tickets", `${pump}.md`);
  const text = await until("its file is named so", () => readFileSync(file, "utf8"));
  for (const part of ["status: In progress # since Monday\n", "owner-team: north\n", `key: ${pump}\n`, "# Pump leaks\n\nAt the seal.\n"])
    expect(text).toContain(part);
  await window.problem("");
  await window.screenshot("projects-taken-over", "dark");
  expect((await window.problems()).map(({ severity }) => severity)).toEqual(["error"]);
  expect(readFileSync(join(project, "tickets", "broken.md"), "utf8")).toBe(broken);
  expect(readFileSync(join(project, "README.md"), "utf8")).toBe("# The plant\n");

  // What is new lies beside the others, and is counted on from them.
  await window.command("Issue Ferry: New Issue...");
  await window.quick.answer("Title of the new issue", "Crane squeaks");
  await issues.row(/^PL-9\b.*Crane squeaks$/);
  expect(readdirSync(join(project, "tickets")).toSorted()).toEqual(["PL-7.md", "PL-8.md", "PL-9.md", "broken.md"]);
});

test("a window with two projects shows both, and asks which one is meant", async () => {
  const acme = folder("acme");
  const nordwind = folder("nordwind");
  const both = join(ada.home, "both.code-workspace");
  writeFileSync(both, JSON.stringify({ folders: [{ path: "acme" }, { path: "nordwind" }] }));
  const window = await windows.open(server, both);
  await window.activity("Issue Ferry");
  const issues = window.view("Issues");
  await until("the folders of the workspace file", async () => {
    const text = await until("a welcome", () => issues.welcome());
    // VS Code in a browser may open the file before it can read it, and then shows a workspace without folders until it is loaded anew.
    if (text.startsWith("Open a folder")) await window.reload();
    return text.includes("project");
  });
  await window.command("Issue Ferry: Make This Folder a Project...");
  await window.quick.opened("Which folder?");
  await window.quick.choose("acme");
  await window.quick.answer("name", "Acme");
  await window.quick.answer("Beginning of the keys", "ACME");
  await window.messages.notification("Acme is a project now");
  await window.messages.clear();
  // One is left: nobody has to say which.
  await window.command("Issue Ferry: Make This Folder a Project...");
  await window.quick.answer("name", "Nordwind");
  await window.quick.answer("Beginning of the keys", "NW");
  await window.messages.notification("Nordwind is a project now");
  await window.messages.clear();

  for (const [project, title] of [
    ["Acme", "Pump leaks"],
    ["Nordwind", "Valve sticks"],
  ] as const) {
    await window.command("Issue Ferry: New Issue...");
    await window.quick.opened("In which project?");
    await window.quick.choose(project);
    await window.quick.answer("Title of the new issue", title);
    await window.editor.active(project === "Acme" ? "ACME-1.md" : "NW-1.md");
  }
  const rows = await issues.become("both projects with an issue each", (seen) => seen.filter(({ level }) => level === 3).length === 2);
  expect(rows.map(({ level, label }) => [level, label])).toEqual([
    [1, "Acme"],
    [2, "Only here"],
    [3, "ACME-1  Pump leaks"],
    [1, "Nordwind"],
    [2, "Only here"],
    [3, "NW-1  Valve sticks"],
  ]);
  expect(readFileSync(join(acme, "issues", "ACME-1.md"), "utf8")).toContain("# Pump leaks\n");
  expect(readFileSync(join(nordwind, "issues", "NW-1.md"), "utf8")).toContain("# Valve sticks\n");
  await window.screenshot("projects-two");

  // A change in one paints nothing else; a filter counts all.
  await issues.contextMenu("NW-1  Valve sticks", "Change Priority...");
  await window.quick.opened("Priority of NW-1");
  await window.quick.choose("high");
  await window.messages.notification('NW-1: priority is "high".');
  await window.messages.clear();
  await until("it stands in its own file", () => readFileSync(join(nordwind, "issues", "NW-1.md"), "utf8").includes("priority: high\n"));
  expect(readFileSync(join(acme, "issues", "ACME-1.md"), "utf8")).not.toContain("priority");
  await issues.titleAction("Filter...");
  await window.quick.opened("Filter issues");
  await window.quick.type("valve");
  await window.quick.accept();
  await until("it says what is shown", async () => (await issues.message()).includes("valve (1 of 2)"));
  await window.screenshot("projects-two-filtered");
  await issues.titleAction("Clear Filter");
  await issues.row("ACME-1  Pump leaks");

  // A connection belongs to one of them; before there is any, the view says how to begin.
  await window.view("Connections").welcomes("No partner yet.");
  const exchange = join(place.path, "exchange");
  mkdirSync(exchange);
  await window.command("Issue Ferry: Create Connection...");
  await window.quick.opened("Which project?");
  await window.quick.choose("Nordwind");
  await window.quick.answer("What do you call the partner?", "Harbour");
  await window.quick.opened("Which folder do both sides reach?");
  await window.quick.choose("Choose a folder...");
  await window.quick.acceptPath(`${exchange}/`);
  await window.quick.opened("Which issues are shared?");
  await window.quick.choose("Those I mark");
  await window.quick.acceptPath(join(ada.home, "invitation.txt"));
  await window.messages.notification("Waiting for Harbour to join");
  await window.messages.clear();
  const connections = await window.view("Connections").shown();
  await connections.row("harbour", ({ level, description }) => level === 2 && description.startsWith("handshake"));
  expect((await connections.rows()).filter(({ level }) => level === 1)).toMatchObject([
    { label: "Acme", description: "no connection yet", expanded: null },
    { label: "Nordwind", description: "", expanded: true },
  ]);
  expect(readdirSync(join(nordwind, ".issue-ferry", "connections"))).toEqual(["harbour.yaml"]);
  await window.screenshot("projects-two-connection");
});
