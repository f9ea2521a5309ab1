import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import type { LiveProject } from "../../../src/app/live-project.ts";
import { newId } from "../../../src/model/ids.ts";
import { IssueChoice } from "../../../src/vscode/commands/issue-choice.ts";
import { writeCommands } from "../../../src/vscode/commands/write-issues.ts";
import type { IssuesTree } from "../../../src/vscode/issues-tree.ts";
import { editor } from "./editor.ts";
import { type TestWindow, emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

let window: TestWindow;
let live: LiveProject;
let commands: ReturnType<typeof writeCommands>;
/** What the line held each time it was asked for. */
let held: string[];

beforeEach(async () => {
  const root = emptyRoot();
  projectFolder(root, "Acme");
  window = testWindow(root);
  await window.folders.refresh();
  const [first] = window.folders.live;
  if (!first) throw new Error("no project");
  live = first;
  const issue = newId(Date.now(), live.project.context.crypto.random(10));
  await live.carryOut({ kind: "new issue", issue, change: { fields: { title: "Pump" } } });
  window.ferry.issues.refresh();
  const tree = { view: { visible: true, selection: [] }, reveal: async () => undefined } as unknown as IssuesTree;
  const ferry = Object.assign(window.ferry, { details: { inFront: () => null } });
  commands = writeCommands(ferry, new IssueChoice(ferry, tree), tree);
  held = [];
});

/** Types this first; what is held later is taken as it is, and left the `leaves`th time. */
function typesOnce(text: string, leaves: number): void {
  editor.line = (value) => {
    held.push(value);
    return held.length === 1 ? text : held.length === leaves ? undefined : value;
  };
}

const pump = (): NonNullable<ReturnType<LiveProject["project"]["store"]["issueByKey"]>> => {
  const found = live.project.store.issueByKey("ACME-1");
  if (!found) throw new Error("no issue");
  return found;
};

test("whoever leaves the question who may read a comment stands before its text again", async () => {
  typesOnce("The seal leaks.", 3);
  const answers = [false, true];
  editor.pick = (items) => (answers.shift() ? items[0] : undefined);
  await commands.newComment({ live, issue: pump().id });
  expect(held).toEqual(["", "The seal leaks."]);
  expect(readFileSync(join(window.root, "Acme", "issues", "ACME-1.md"), "utf8")).toContain("The seal leaks.");
});

test("the text of a comment that cannot be written is asked again", async () => {
  const issue = pump().id;
  typesOnce("The seal leaks.", 2);
  editor.pick = (items) => {
    live.carryOut = async () => ({ kind: "failed", code: "NO_SUCH_ISSUE", data: { issue: "ACME-1" } });
    return items[0];
  };
  await commands.newComment({ live, issue });
  expect(held).toEqual(["", "The seal leaks."]);
});

test("a comment that somebody else will still write is not asked again", async () => {
  typesOnce("The seal leaks.", 2);
  live.carryOut = async () => ({ kind: "failed", code: "WORKER_SILENT", data: {} });
  editor.pick = (items) => items[0];
  await commands.newComment({ live, issue: pump().id });
  expect(held).toEqual([""]);
});

test("the title of an issue that cannot be made is asked again", async () => {
  typesOnce("Valve", 2);
  live.carryOut = async () => ({ kind: "failed", code: "NO_SUCH_ISSUE", data: {} });
  await commands.newIssue();
  expect(held).toEqual(["", "Valve"]);
  expect(editor.said).toHaveLength(1);
});
