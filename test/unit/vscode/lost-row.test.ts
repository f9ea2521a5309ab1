import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import type { LiveProject } from "../../../src/app/live-project.ts";
import { newId } from "../../../src/model/ids.ts";
import { WHICH } from "../../../src/view/connection-words.ts";
import { PROMPT_WORDS } from "../../../src/view/issue-prompts.ts";
import { type Chosen, IssueChoice } from "../../../src/vscode/commands/issue-choice.ts";
import { whichConnection } from "../../../src/vscode/commands/which.ts";
import type { IssuesTree } from "../../../src/vscode/issues-tree.ts";
import { type Box, editor } from "./editor.ts";
import { type TestWindow, emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

/** The editor passes `undefined` for a row that was taken away while its menu was open. */
let window: TestWindow;
let live: LiveProject;
let choice: IssueChoice;

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
  live.index.refresh();
  window.ferry.issues.refresh();
  editor.said.length = 0;
  // No page "Sync details" is open.
  const ferry = Object.assign(window.ferry, { details: { inFront: () => null } });
  choice = new IssueChoice(ferry, { view: { visible: true, selection: [node("ACME-1")] } } as unknown as IssuesTree);
});

function node(key: string): Chosen {
  const issue = live.project.store.issueByKey(key);
  if (!issue) throw new Error(key);
  return { live, issue };
}

async function onlyBox(): Promise<Box> {
  await vi.waitFor(() => expect(editor.boxes).toHaveLength(1));
  const [box] = editor.boxes;
  if (!box) throw new Error("no box");
  return box;
}

const keys = (chosen: readonly (Chosen | null)[]): (string | undefined)[] => chosen.map((one) => one?.issue.key);

test.each([
  ["one", async (...given: unknown[]) => keys([await choice.one(given)])],
  ["several", async (...given: unknown[]) => keys(await choice.several(given))],
])("a row that is gone is asked for, and no other one taken for it: %s", async (_, chosen) => {
  expect(await chosen()).toEqual(["ACME-1"]);
  const asked = chosen(undefined, undefined);
  const box = await onlyBox();
  expect(box.title).toBe(PROMPT_WORDS.chooseMoved);
  expect(box.activeItems).toEqual([]);
  box.accept(box.items[1]);
  expect(await asked).toEqual(["ACME-2"]);
});

test("the only issue for which a command can be is no answer to a row that is gone", async () => {
  const asked = choice.one([undefined], { fits: ({ issue }) => issue.key === "ACME-2", alone: true });
  const box = await onlyBox();
  box.hide();
  expect(await asked).toBeNull();
});

test("where one of several rows is gone, nothing is done, and that is said", async () => {
  expect(keys(await choice.several([node("ACME-1"), [node("ACME-1"), node("ACME-2")]]))).toEqual(["ACME-1", "ACME-2"]);
  expect(await choice.several([node("ACME-1"), [node("ACME-1"), undefined]])).toEqual([]);
  expect(editor.said.at(-1)).toBe(PROMPT_WORDS.someMoved);
});

test("an issue that is gone is no other issue: its row or page does nothing, and that is said", async () => {
  const gone = node("ACME-2");
  await live.carryOut({ kind: "delete issue", issue: gone.issue.id });
  live.index.refresh();
  for (const given of [[gone], [gone, [node("ACME-1"), gone]]]) {
    editor.said.length = 0;
    expect([await choice.one([gone]), await choice.several(given)]).toEqual([null, []]);
    expect(editor.said).toEqual([PROMPT_WORDS.issueGone, PROMPT_WORDS.issueGone]);
  }
});

test("a row of a project that was closed and opened again is that of the same issue", async () => {
  const before = { live: { project: live.project }, issue: node("ACME-2").issue.id };
  expect(keys([await choice.one([before])])).toEqual(["ACME-2"]);
});

test("of connections, too, none is taken for one whose row is gone, not even the only one", async () => {
  const exchange = join(window.root, "exchange");
  mkdirSync(exchange);
  await connect(live.project, { name: "nordwind", exchange, share: null }, null);
  const which = (...given: unknown[]) => whichConnection(window.ferry, given, "Stop", () => true);
  expect((await which())?.view.name).toBe("nordwind");
  const asked = which(undefined, undefined);
  const box = await onlyBox();
  expect(box.placeholder).toBe(WHICH.moved);
  box.hide();
  expect(await asked).toBeNull();
  expect(await which({ project: live.project.file.id, connection: "harbour" })).toBeNull();
  expect(editor.said.at(-1)).toBe(WHICH.gone("harbour"));
});
