import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import type { LiveProject } from "../../../src/app/live-project.ts";
import { newId } from "../../../src/model/ids.ts";
import type { LocalIssue } from "../../../src/model/local-issue.ts";
import { carryOutAll } from "../../../src/vscode/commands/carry-out.ts";
import { fieldCommands } from "../../../src/vscode/commands/change-fields.ts";
import { type Chosen, IssueChoice } from "../../../src/vscode/commands/issue-choice.ts";
import { shareCommands } from "../../../src/vscode/commands/share-issues.ts";
import type { IssuesTree } from "../../../src/vscode/issues-tree.ts";
import { type Box, editor } from "./editor.ts";
import { type TestWindow, emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

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
  choice = new IssueChoice(window.ferry, {} as IssuesTree);
  for (const title of ["Pump", "Valve"]) {
    const issue = newId(Date.now(), live.project.context.crypto.random(10));
    await live.carryOut({ kind: "new issue", issue, change: { fields: { title, status: "Open", labels: ["pump"] } } });
  }
  live.index.refresh();
  editor.said.length = 0;
});

function row(key = "ACME-1"): LocalIssue {
  const found = live.project.store.issueByKey(key);
  if (!found) throw new Error(key);
  return found;
}

const node = (key = "ACME-1"): Chosen => ({ live, issue: row(key) });

const edit = (change: { fields?: Record<string, string | string[]>; share?: string[] }, key?: string): Promise<unknown> =>
  live.carryOut({ kind: "edit issue", issue: row(key).id, change });

async function lastBox(): Promise<Box> {
  await vi.waitFor(() => expect(editor.boxes).toHaveLength(1));
  const [box] = editor.boxes;
  if (!box) throw new Error("no box");
  return box;
}

/** Types a value into the box of a command, after something else has happened. */
async function typed(command: Promise<void>, meanwhile: () => Promise<unknown>, text: string): Promise<void> {
  const box = await lastBox();
  await meanwhile();
  box.type(text);
  box.accept(...box.selectedItems, ...box.items.filter((item) => (item as { value?: unknown }).value === text));
  await command;
}

const undo = (): void => {
  editor.answer = (_, buttons) => (buttons.includes("Undo") ? "Undo" : undefined);
};

describe("what somebody else does while the box is open", () => {
  test("is what an undo gives back", async () => {
    undo();
    await typed(fieldCommands(window.ferry, choice).changeStatus(node()), () => edit({ fields: { status: "In review" } }), "Closed");
    expect(row().fields["status"]).toBe("In review");
    expect(editor.said.at(-1)).toBe("Taken back for 1 issue");
  });

  test("is replaced, though it looks as if nothing was to be done", async () => {
    await typed(fieldCommands(window.ferry, choice).changeStatus(node()), () => edit({ fields: { status: "In review" } }), "Open");
    expect(row().fields["status"]).toBe("Open");
  });

  test("may be the same: that is said", async () => {
    await typed(fieldCommands(window.ferry, choice).changeStatus(node()), () => edit({ fields: { status: "Closed" } }), "Closed");
    expect(editor.said).toEqual(["ACME-1: already so, nothing was changed"]);
  });

  test("keeps its labels", async () => {
    await typed(fieldCommands(window.ferry, choice).changeLabels(node()), () => edit({ fields: { labels: ["pump", "theirs"] } }), "winter");
    expect(row().fields["labels"]).toEqual(["pump", "theirs", "winter"]);
  });

  test("keeps its words of sharing, also when ours is taken back", async () => {
    const exchange = join(window.root, "exchange");
    mkdirSync(exchange);
    for (const name of ["harbour", "nordwind"]) await connect(live.project, { name, exchange, share: null }, null);
    const picked = Promise.withResolvers<unknown>();
    const shown = Promise.withResolvers<readonly { label: string }[]>();
    editor.pick = (items) => (shown.resolve(items), picked.promise);
    const command = shareCommands(window.ferry, choice).shareIssue(node());
    const items = await shown.promise;
    await edit({ share: ["harbour"] });
    const answered = Promise.withResolvers<string>();
    const asked = Promise.withResolvers<void>();
    editor.answer = (_, buttons) => (buttons.includes("Undo") ? (asked.resolve(), answered.promise as unknown as string) : undefined);
    picked.resolve(items.find((item) => "name" in item && item.name === "nordwind"));
    await asked.promise;
    expect(row().share).toEqual(["harbour", "nordwind"]);
    answered.resolve("Undo");
    await command;
    expect(row().share).toEqual(["harbour"]);
  });
});

describe("many at once", () => {
  test("one that meets a bug takes no other with it: what was done is told and can be taken back", async () => {
    undo();
    const carryOut = live.carryOut.bind(live);
    const broken = row("ACME-2").id;
    vi.spyOn(live, "carryOut").mockImplementation(async (command) => {
      if ("issue" in command && command.issue === broken) throw new Error("broken");
      return carryOut(command);
    });
    const command = fieldCommands(window.ferry, choice).changeStatus(node(), [node(), node("ACME-2")]);
    await typed(command, async () => {}, "Closed");
    expect(editor.said).toEqual([
      expect.stringMatching(/^1 of 2 issues failed \(ACME-2\)\. The first: Issue Ferry met a bug/),
      'ACME-1: status is "Closed".',
      "Taken back for 1 issue",
    ]);
    expect(row().fields["status"]).toBe("Open");
    expect(window.logged).toContainEqual(new Error("broken"));
  });

  test("of several projects: each goes as its own worker takes them, one after the other where nobody works", async () => {
    projectFolder(window.root, "Pumps");
    await window.folders.refresh();
    const other = window.folders.live.find(({ project }) => project.file.name === "Pumps");
    if (!other) throw new Error("no second project");
    other.setPaused(true);
    await vi.waitFor(() => expect(other.activity().mode).toBe("paused"), { timeout: 10_000 });
    let now = 0;
    let most = 0;
    vi.spyOn(other, "carryOut").mockImplementation(async () => {
      most = Math.max(most, ++now);
      await new Promise(setImmediate);
      now--;
      return { kind: "done", data: {} };
    });
    const command = (about: LiveProject) => ({ live: about, key: about.project.file.name, command: { kind: "sync" as const } });
    const done = await carryOutAll(window.ferry, [command(live), command(other), command(other), command(live)]);
    expect(done.map(({ key }) => key)).toEqual(["Acme", "Pumps", "Pumps", "Acme"]);
    expect(most).toBe(1);
  });

  test("what another process has not answered yet has not failed", async () => {
    vi.spyOn(live, "carryOut").mockResolvedValue({ kind: "failed", code: "WORKER_SILENT", data: {} });
    const command = fieldCommands(window.ferry, choice).changeStatus(node(), [node(), node("ACME-2")]);
    await typed(command, async () => {}, "Closed");
    expect(editor.said).toEqual([
      expect.stringMatching(/^2 of 2 issues not known yet \(ACME-1, ACME-2\)\. Another process .* It will still do this/),
    ]);
  });
});
