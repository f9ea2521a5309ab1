import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { attachFile } from "../../../src/app/attach-file.ts";
import { connect, joinByInvitation } from "../../../src/app/connect.ts";
import { issueAttachments } from "../../../src/app/issue-attachments.ts";
import type { LiveProject } from "../../../src/app/live-project.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { projectView } from "../../../src/app/snapshot.ts";
import { carryOutAnywhere, sync } from "../../../src/app/worker.ts";
import { IssueChoice } from "../../../src/vscode/commands/issue-choice.ts";
import { registerCommands } from "../../../src/vscode/commands/command.ts";
import { fileCommands } from "../../../src/vscode/files.ts";
import type { IssuesTree } from "../../../src/vscode/issues-tree.ts";
import { openedProject } from "../app/opened-project.ts";
import { NOW, ask } from "../app/running-sides.ts";
import { editor } from "./editor.ts";
import { emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

/** Two sides agree in many steps, on a machine that may be busy. */
const PATIENCE_MS = 120_000;

/** Ada's window and Bo's project, with one issue that both have and files of Bo's beside it. */
let live: LiveProject;
let bo: OpenProject;
let issue: string;
let root: string;
let folders: ReturnType<typeof testWindow>["folders"];
const opened: string[] = [];

async function pass(): Promise<void> {
  await sync(bo, NOW);
  await live.carryOut({ kind: "sync" });
}

async function until(what: () => unknown): Promise<void> {
  await vi.waitFor(
    async () => {
      await pass();
      expect(await what()).toBeTruthy();
    },
    { timeout: PATIENCE_MS, interval: 50 },
  );
}

async function boAttaches(name: string, text: string): Promise<void> {
  writeFileSync(join(root, name), text);
  const row = bo.store.issue(issue);
  if (!row) throw new Error("Bo does not have it");
  const done = await attachFile(bo, row, join(root, name), async (change) =>
    carryOutAnywhere(bo, { kind: "edit issue", issue, change, author: "Bo" }),
  );
  expect(done).toMatchObject({ ok: true });
}

async function run(name: "attachFile" | "getFile" | "openFile", file?: string): Promise<void> {
  await editor.commands.get(`issueFerry.${name}`)?.({ live, issue, ...(file !== undefined && { file }) });
}

/** Where it lies beside the issue in Ada's workspace. */
function place(name: string): string {
  return join(live.project.workspace, "issues", "attachments", live.index.issues.get(issue)?.key ?? "", name);
}

beforeEach(async () => {
  root = emptyRoot();
  projectFolder(root, "Acme");
  const window = testWindow(root);
  const { ferry } = window;
  ({ folders } = window);
  registerCommands(ferry, fileCommands(ferry, new IssueChoice(ferry, {} as IssuesTree)));
  opened.length = 0;
  editor.commands.set("vscode.open", (uri: unknown) => void opened.push((uri as { readonly fsPath: string }).fsPath));
  await folders.refresh();
  const [first] = folders.live;
  if (!first) throw new Error("no project is open");
  live = first;
  const exchange = join(root, "exchange");
  mkdirSync(exchange);
  bo = openedProject(root, "Nordwind");
  const made = await connect(live.project, { name: "nordwind", exchange, share: "all" }, null);
  await joinByInvitation(bo, made.ok ? made.value.text : "", { name: "acme", exchange, share: null });
  await until(() => projectView(live.project).connections[0]?.status === "stopped");
  const settings = join(live.project.workspace, ".issue-ferry", "connections", "nordwind.yaml");
  writeFileSync(settings, readFileSync(settings, "utf8").replace(/^( *)attachments: .*$/m, "$1attachments: all"));
  await live.carryOut({ kind: "publish", connection: "nordwind", note: "", unverified: true });
  await live.carryOut({ kind: "start", connection: "nordwind" });
  await until(() => projectView(bo).connections[0]?.proposed);
  await ask(bo, { kind: "accept", connection: "acme", contract: 1, note: "", unverified: true });
  await ask(bo, { kind: "start", connection: "acme" });
  writeFileSync(join(live.project.workspace, "issues", "pump.md"), "# Pump leaks\n");
  await until(() => bo.store.countIssues()["up to date"] === 1);
  issue = bo.store.issuesSince(0, 1)[0]?.id ?? "";
  editor.said.length = 0;
}, PATIENCE_MS);

test("a file that is not here says so, is fetched by opening it, with how far it is, and the page has it at once", async () => {
  await boAttaches("valve.txt", "a valve\n");
  const file = async () => (await issueAttachments(live.project, issue))[0];
  await until(async () => (await file())?.theirs);
  expect(await file()).toMatchObject({ name: "valve.txt", here: false });
  const opening = run("openFile");
  await vi.waitFor(
    async () => {
      await sync(bo, NOW);
      expect(opened).toEqual([place("valve.txt")]);
    },
    { timeout: PATIENCE_MS, interval: 50 },
  );
  await opening;
  expect(readFileSync(place("valve.txt"), "utf8")).toBe("a valve\n");
  expect(editor.waits).toMatchObject([{ title: expect.stringContaining("Getting valve.txt of ACME-1") }]);
  expect(editor.waits[0]?.told[0]).toBe("0 of 8 bytes, 0 %");
  await live.carryOut({ kind: "sync" });
  expect(await file()).toMatchObject({ here: true });
  editor.said.length = 0;
  await run("getFile");
  expect(editor.said).toEqual(["All files of ACME-1 are here."]);
});

test("who has waited enough ends it, and is told that what has arrived stays; several files are asked about", async () => {
  await boAttaches("a.txt", "a\n");
  await boAttaches("b.txt", "b\n");
  await until(async () => (await issueAttachments(live.project, issue)).length === 2);
  const offered: string[] = [];
  editor.pick = (items) => (offered.push(...items.map(({ label }) => label)), items.find(({ label }) => label === "b.txt"));
  const getting = run("getFile");
  await vi.waitFor(() => expect(editor.waits.length).toBe(1));
  expect(offered).toEqual(["a.txt", "b.txt"]);
  expect((await issueAttachments(live.project, issue)).map(({ coming }) => coming)).toEqual([undefined, 0]);
  editor.waits[0]?.cancel();
  await getting;
  expect(editor.said).toEqual([expect.stringMatching(/^b\.txt: no longer waited for\./)]);
  expect((await issueAttachments(live.project, issue)).map(({ coming }) => coming)).toEqual([undefined, undefined]);
});

test("a project that is closed meanwhile ends the waiting, and what was asked for stays asked", async () => {
  await boAttaches("a.txt", "a\n");
  await until(async () => (await issueAttachments(live.project, issue)).length === 1);
  const getting = run("getFile");
  await vi.waitFor(() => expect(editor.waits.length).toBe(1));
  editor.folders = [];
  await folders.refresh();
  await getting;
  expect(editor.said).toEqual([]);
});

test("files are attached from a dialogue; one that is gone, or is a link, is not opened, and says why", async () => {
  await run("openFile");
  expect(editor.said).toEqual([expect.stringContaining("ACME-1 has no files")]);
  writeFileSync(join(root, "plan.pdf"), "a plan");
  editor.file = (title) => (title === "Attach files to ACME-1" ? join(root, "plan.pdf") : undefined);
  await run("attachFile");
  expect(readFileSync(place("plan.pdf"), "utf8")).toBe("a plan");
  expect(editor.said.at(-1)).toContain("1 file attached to ACME-1");
  await run("openFile");
  expect(opened).toEqual([place("plan.pdf")]);
  rmSync(place("plan.pdf"));
  symlinkSync("/etc/hostname", place("plan.pdf"));
  await run("openFile");
  expect(editor.said.at(-1)).toMatch(/^plan\.pdf (cannot be opened|is missing)/);
  await run("openFile", "06h0eb4d4hs3ffbssxgtpd2mwc");
  expect(editor.said.at(-1)).toContain("is not among the files of ACME-1 any more");
  expect(opened).toHaveLength(1);
});
