import { beforeEach, expect, test, vi } from "vitest";
import type { LiveProject } from "../../../src/app/live-project.ts";
import { newId } from "../../../src/model/ids.ts";
import { type Chosen, IssueChoice } from "../../../src/vscode/commands/issue-choice.ts";
import { writeCommands } from "../../../src/vscode/commands/write-issues.ts";
import type { IssuesTree } from "../../../src/vscode/issues-tree.ts";
import { editor } from "./editor.ts";
import { type TestWindow, emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

let window: TestWindow;
let live: LiveProject;

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
  live.index.refresh();
  window.ferry.issues.refresh();
  editor.said.length = 0;
});

const row = (): Chosen["issue"] => {
  const found = live.project.store.issueByKey("ACME-1");
  if (!found) throw new Error("ACME-1");
  return found;
};

async function deleteIt(): Promise<void> {
  const ferry = Object.assign(window.ferry, { details: { inFront: () => null } });
  const tree = { view: { visible: true, selection: [] } } as unknown as IssuesTree;
  await writeCommands(ferry, new IssueChoice(ferry, tree), tree).deleteIssue({ live, issue: row().id });
}

test("Enter in the question whether an issue is to be deleted leaves it as it is", async () => {
  const offered: string[][] = [];
  editor.answer = (_, buttons) => (offered.push([...buttons]), buttons[0]);
  await deleteIt();
  expect(offered).toEqual([["Leave As It Is", "Delete"]]);
  expect([editor.said, row().gone]).toEqual([["Delete ACME-1?"], null]);
  editor.answer = (_, buttons) => buttons.find((button) => button === "Delete");
  await deleteIt();
  expect(row().gone).toBe("deleted");
});
