import { beforeEach, expect, test, vi } from "vitest";
import type { LiveProject } from "../../../src/app/live-project.ts";
import { newId } from "../../../src/model/ids.ts";
import type { Value } from "../../../src/model/value.ts";
import { boxText } from "../../../src/view/message-text.ts";
import { fieldCommands } from "../../../src/vscode/commands/change-fields.ts";
import { IssueChoice } from "../../../src/vscode/commands/issue-choice.ts";
import { sayShortly } from "../../../src/vscode/commands/telling.ts";
import { IssueDrag } from "../../../src/vscode/issue-drag.ts";
import type { GroupNode } from "../../../src/vscode/issue-nodes.ts";
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
});

async function newIssue(fields: Record<string, Value>): Promise<string> {
  const issue = newId(Date.now(), live.project.context.crypto.random(10));
  await live.carryOut({ kind: "new issue", issue, change: { fields } });
  window.model.refresh();
  return issue;
}

async function shownRows(): Promise<string[]> {
  await vi.waitFor(() => expect(editor.boxes).toHaveLength(1));
  const [box] = editor.boxes;
  box?.hide();
  return (box?.items ?? []).map((item) => `${item.label}|${item.description ?? ""}`);
}

test("text of a partner is one line without icons in rows and in the status bar, whatever was done to it before", () => {
  expect(boxText("a $(error) b\nc")).toBe("a $\u2060(error) b c");
  expect(boxText(boxText("$(x)"))).toBe(boxText("$(x)"));
  sayShortly("Copied $(check) ACME-1");
  expect(editor.said.at(-1)).toBe("Copied $\u2060(check) ACME-1");
});

test("a box of values has its own icons and no others", async () => {
  const issue = await newIssue({ title: "Pump", status: "$(check) x" });
  const command = fieldCommands(window.ferry, new IssueChoice(window.ferry, {} as IssuesTree)).changeStatus({ live, issue });
  const rows = await shownRows();
  await command;
  expect(rows).toContainEqual(expect.stringMatching(/^\$\u2060\(check\) x\|\$\(check\)/));
});

test("a box of issues has its own icons and no others", async () => {
  await newIssue({ title: "$(error) Pump" });
  await newIssue({ title: "Valve" });
  Object.assign(window.ferry, { details: { inFront: () => undefined } });
  const asked = new IssueChoice(window.ferry, { view: { visible: false } } as unknown as IssuesTree).one([]);
  const rows = await shownRows();
  expect(await asked).toBeNull();
  expect(rows).toContainEqual(expect.stringMatching(/^\$\([a-z-]+\) ACME-1\|\$\u2060\(error\) Pump$/));
});

test("a bug while rows are dropped is logged and said", async () => {
  const tree = {
    get state(): never {
      throw new Error("broken");
    },
  } as unknown as IssuesTree;
  const [from, group] = [{ kind: "group" }, { kind: "group" }] as GroupNode[];
  const transfer = { get: () => ({ value: [{ kind: "issue", parent: from }] }) };
  await new IssueDrag(window.ferry, tree).handleDrop(group, transfer as unknown as Parameters<IssueDrag["handleDrop"]>[1]);
  expect(window.logged).toContainEqual(new Error("broken"));
  expect(editor.said).toEqual([expect.stringMatching(/^Issue Ferry met a bug/)]);
});
