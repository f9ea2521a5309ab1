import { beforeEach, expect, test, vi } from "vitest";
import type { LiveProject } from "../../../src/app/live-project.ts";
import { newId } from "../../../src/model/ids.ts";
import { textOf } from "../../../src/view/issue-item.ts";
import { editFields } from "../../../src/vscode/commands/field-edits.ts";
import type { Chosen } from "../../../src/vscode/commands/issue-choice.ts";
import { carryOutUndoably, undoableJob } from "../../../src/vscode/commands/undoable.ts";
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
  for (const title of ["Pump", "Valve", "Gasket"]) {
    const issue = newId(Date.now(), live.project.context.crypto.random(10));
    await live.carryOut({ kind: "new issue", issue, change: { fields: { title, status: "New" } } });
  }
  editor.said.length = 0;
});

const chosen = (): Chosen[] =>
  ["ACME-1", "ACME-2", "ACME-3"].map((key) => {
    const issue = live.project.store.issueByKey(key);
    if (!issue) throw new Error(key);
    return { live, issue };
  });

const standing = (): string[] =>
  ["ACME-1", "ACME-2", "ACME-3"].map((key) => {
    const issue = live.project.store.issueByKey(key);
    return issue?.gone ?? textOf(issue?.fields["status"]);
  });

const done = (): Promise<void> =>
  editFields(
    window.ferry,
    chosen().map((one) => ({ ...one, field: "status", valueIn: () => "Done" })),
    (keys) => `done: ${keys.join(" ")}`,
  );

/** The person takes Undo, once this has happened. */
function undoAfter(meanwhile: () => Promise<unknown>): void {
  const answer = async (): Promise<string> => {
    await meanwhile();
    return "Undo";
  };
  // The editor's answer takes its time.
  editor.answer = (_, buttons) => (buttons.includes("Undo") ? (answer() as unknown as string) : undefined);
}

test("one undo brings all of them back", async () => {
  undoAfter(async () => expect(standing()).toEqual(["Done", "Done", "Done"]));
  await done();
  expect(standing()).toEqual(["New", "New", "New"]);
  expect(editor.said).toEqual(["done: ACME-1 ACME-2 ACME-3", "Taken back for 3 issues"]);
});

test("what was changed meanwhile stays, and is named", async () => {
  const [, second] = chosen();
  undoAfter(() => live.carryOut({ kind: "edit issue", issue: second?.issue.id ?? "", change: { fields: { status: "Later" } } }));
  await done();
  expect(standing()).toEqual(["New", "Later", "New"]);
  expect(editor.said).toEqual([
    "done: ACME-1 ACME-2 ACME-3",
    "Taken back for 2 issues",
    expect.stringMatching(/^ACME-2 changed since, and stays as it is\.$/),
  ]);
});

test("who does not take it back leaves it; what held the value already is left out", async () => {
  const [first] = chosen();
  await live.carryOut({ kind: "edit issue", issue: first?.issue.id ?? "", change: { fields: { status: "Done" } } });
  await done();
  expect(standing()).toEqual(["Done", "Done", "Done"]);
  expect(editor.said).toEqual(["done: ACME-2 ACME-3"]);
});

test("a deletion of many comes back, but for what somebody brought back before", async () => {
  const [first] = chosen();
  undoAfter(async () => {
    expect(standing()).toEqual(["deleted", "deleted", "deleted"]);
    await live.carryOut({ kind: "bring back", issue: first?.issue.id ?? "" });
  });
  const jobs = chosen().map((one) => undoableJob(one, ({ id }) => ({ kind: "delete issue", issue: id })));
  await carryOutUndoably(window.ferry, jobs, (keys) => `gone: ${keys.length}`);
  expect(standing()).toEqual(["New", "New", "New"]);
  expect(editor.said).toEqual(["gone: 3", "Taken back for 2 issues", expect.stringMatching(/^ACME-1 changed since/)]);
});

test("a project that was closed meanwhile is not written to, which is said", async () => {
  undoAfter(async () => {
    editor.folders.length = 0;
    await window.folders.refresh();
  });
  await done();
  expect(editor.said).toEqual([
    "done: ACME-1 ACME-2 ACME-3",
    "ACME-1, ACME-2, ACME-3: not taken back, as the project is no longer open here.",
  ]);
});
