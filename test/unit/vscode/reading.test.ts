import { rmSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { LiveProject } from "../../../src/app/live-project.ts";
import { newId } from "../../../src/model/ids.ts";
import { type Chosen, IssueChoice } from "../../../src/vscode/commands/issue-choice.ts";
import { viewCommands } from "../../../src/vscode/commands/view-commands.ts";
import type { IssuesTree } from "../../../src/vscode/issues-tree.ts";
import { noteReading } from "../../../src/vscode/reading.ts";
import { editor, vscode } from "./editor.ts";
import { type TestWindow, emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

let window: TestWindow;
let live: LiveProject;
let filter: string;

beforeEach(async () => {
  const root = emptyRoot();
  projectFolder(root, "Acme");
  window = testWindow(root);
  await window.folders.refresh();
  const [first] = window.folders.live;
  if (!first) throw new Error("no project");
  live = first;
  for (const title of ["Pump", "Valve"]) {
    const issue = newId(Date.now(), live.project.context.crypto.random(10));
    await live.carryOut({ kind: "new issue", issue, change: { fields: { title } } });
  }
  filter = "";
  partnerChanges("ACME-1", "ACME-2");
});

function partnerChanges(...keys: readonly string[]): void {
  const { store } = live.project;
  const event = { time: 1, actor: "partner Nordwind", action: "issue applied", parts: ["title"] };
  store.transaction(() => store.addAudit(keys.map((key) => ({ ...event, issue: row(key).id }))));
  window.model.refresh();
}

function row(key: string): Chosen["issue"] {
  const found = live.project.store.issueByKey(key);
  if (!found) throw new Error(key);
  return found;
}

const marked = (): string[] => window.model.of(live)?.list.items.flatMap(({ issue, news }) => (news ? [issue.key] : [])) ?? [];
const fileOf = (key: string) => ({ document: { uri: { scheme: "file", fsPath: join(window.root, "Acme", "issues", `${key}.md`) } } });

const commands = () => {
  const ferry = Object.assign(window.ferry, { details: { inFront: () => null } });
  const tree = {
    view: { visible: true, selection: [] },
    state: { filterMeanwhile: (text: string) => (filter = text), filterAgain: () => undefined },
  };
  const choice = new IssueChoice(ferry, tree as unknown as IssuesTree);
  return viewCommands(ferry, choice, tree as unknown as IssuesTree);
};

test("whoever opens the file of an issue, or does something in it, has read it; a change that arrives while it lies open has not been read by that", () => {
  const listener = noteReading(window.ferry);
  onTestFinished(() => void listener.dispose());
  editor.inFront.fire(fileOf("ACME-1"));
  expect(marked()).toEqual(["ACME-2"]);
  partnerChanges("ACME-1");
  editor.selected.fire({ kind: undefined, textEditor: fileOf("ACME-1") });
  expect(marked()).toEqual(["ACME-1", "ACME-2"]);
  editor.selected.fire({ kind: 2, textEditor: fileOf("ACME-1") });
  expect(marked()).toEqual(["ACME-2"]);
  // No editor, another file, and what is no file.
  editor.inFront.fire(undefined);
  editor.inFront.fire(fileOf("README"));
  editor.inFront.fire({ document: { uri: { ...fileOf("ACME-2").document.uri, scheme: "git" } } });
  expect(marked()).toEqual(["ACME-2"]);
});

test("an issue that another editor shows, such as the preview of Markdown, has been read when its tab comes to the front", () => {
  const listener = noteReading(window.ferry);
  onTestFinished(() => void listener.dispose());
  const tab = (key: string, isActive: boolean, input = new vscode.TabInputCustom(fileOf(key).document.uri)) => ({
    isActive,
    group: { isActive: true },
    input,
  });
  editor.tabs.fire({ opened: [tab("ACME-1", false)], changed: [], closed: [tab("ACME-1", true)] });
  expect(marked()).toEqual(["ACME-1", "ACME-2"]);
  editor.tabs.fire({ opened: [], changed: [tab("ACME-1", true)], closed: [] });
  expect(marked()).toEqual(["ACME-2"]);
  editor.tabs.fire({ opened: [tab("ACME-2", true, undefined)], changed: [], closed: [] });
  expect(marked()).toEqual([]);
});

test("many rows are marked as read at once, by one write, and those who show issues are told once", async () => {
  const { markRead } = commands() as Record<string, (...given: unknown[]) => unknown>;
  const rows = ["ACME-1", "ACME-2"].map((key) => ({ live, issue: row(key).id }));
  const update = vi.spyOn(window.ferry.context.workspaceState, "update");
  const told: string[][] = [];
  window.model.onChange(({ changed }) => told.push([...changed]));
  await markRead?.(rows[0], rows);
  expect([marked(), told, update.mock.calls.length]).toEqual([[], [rows.map(({ issue }) => issue)], 1]);
});

test("Mark as Read asks for nothing that is not new, and says so where an issue is not", async () => {
  const { markRead } = commands() as Record<string, (...given: unknown[]) => unknown>;
  await markRead?.({ live, issue: row("ACME-1").id });
  await markRead?.({ live, issue: row("ACME-1").id });
  expect(editor.said).toEqual(["There is no issue for which this can be done."]);
  const asked = markRead?.() as Promise<void>;
  await vi.waitFor(() => expect(editor.boxes[0]?.items.map(({ label }) => label.split(" ").at(-1))).toEqual(["ACME-2"]));
  editor.boxes[0]?.accept();
  await asked;
  expect(marked()).toEqual([]);
});

test("an issue whose file is not there was not opened, and stays new", async () => {
  const { openIssue } = commands() as Record<string, (...given: unknown[]) => unknown>;
  rmSync(fileOf("ACME-1").document.uri.fsPath);
  await openIssue?.({ live, issue: row("ACME-1").id });
  expect([editor.said, marked()]).toEqual([["The file of ACME-1 is not there."], ["ACME-1", "ACME-2"]]);
});

test("rows are marked as read by their menu, and all of them at once; the view shows what is new alone", async () => {
  const { markRead, markAllRead, showNew } = commands() as Record<string, (...given: unknown[]) => unknown>;
  await markRead?.({ live, issue: row("ACME-2").id });
  expect(marked()).toEqual(["ACME-1"]);
  partnerChanges("ACME-2");
  markAllRead?.();
  expect(marked()).toEqual([]);
  showNew?.();
  expect(filter).toBe("is:new");
});
