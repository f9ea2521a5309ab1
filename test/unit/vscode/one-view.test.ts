import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { LiveProject } from "../../../src/app/live-project.ts";
import { newId } from "../../../src/model/ids.ts";
import { StoreUnavailable } from "../../../src/ports/store.ts";
import { ConnectionsTree } from "../../../src/vscode/connections-tree.ts";
import { keepContextKeys } from "../../../src/vscode/context-keys.ts";
import { Problems } from "../../../src/vscode/problems.ts";
import { askForDecisions } from "../../../src/vscode/prompted-steps.ts";
import { StatusBar } from "../../../src/vscode/status-bar.ts";
import { editor } from "./editor.ts";
import { type TestWindow, emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

const soon = { timeout: 15_000, interval: 10 };
let root: string;

beforeEach(() => {
  root = emptyRoot();
});

/** All who show something of a project, except the tree of issues. */
async function shown(): Promise<TestWindow & { readonly live: LiveProject }> {
  const window = testWindow(root);
  const tree = new ConnectionsTree(window.ferry);
  const parts = [
    tree,
    keepContextKeys(window.ferry),
    new Problems(window.ferry),
    askForDecisions(window.ferry),
    new StatusBar(window.ferry),
  ];
  onTestFinished(() => {
    for (const part of parts) part.dispose();
  });
  await window.folders.refresh();
  const [live] = window.folders.live;
  if (!live) throw new Error("not open");
  await vi.waitFor(() => expect(live.activity()).toMatchObject({ mode: "working", busy: false }), soon);
  return { ...window, live };
}

async function newIssue(live: LiveProject, number: number): Promise<void> {
  const id = newId(Date.now(), new Uint8Array(10).fill(number));
  const outcome = await live.carryOut({ kind: "new issue", issue: id, change: { fields: { title: "Pump" } } });
  expect(outcome.kind).toBe("done");
}

test("what changed is read once for all who show it, and not at all where only the work goes on", async () => {
  projectFolder(root, "Acme");
  const { folders, live, model } = await shown();
  // Nobody commits meanwhile.
  live.setPaused(true);
  await vi.waitFor(() => expect([live.activity().mode, editor.keys.get("issueFerry.paused")]).toEqual(["paused", "all"]), soon);
  model.refresh();
  let told = 0;
  folders.onChange(() => told++);
  const views = vi.spyOn(live.project.store, "countIssues");
  folders.touch();
  await vi.waitFor(() => expect(told).toBeGreaterThan(0), soon);
  expect(views).not.toHaveBeenCalled();
  told = 0;
  await newIssue(live, 1);
  await vi.waitFor(() => expect(editor.keys.get("issueFerry.issues")).toBe(true), soon);
  await vi.waitFor(() => expect(model.of(live)?.counts.all).toBe(1), soon);
  expect(views.mock.calls.length).toBeGreaterThan(0);
  expect(views.mock.calls.length).toBeLessThanOrEqual(told);
});

test("a store that cannot be read for a while is said once in the log, shown as before, and read again", async () => {
  projectFolder(root, "Acme");
  projectFolder(root, "Nordwind");
  const { folders, live, logged, model } = await shown();
  const [, other] = folders.live;
  if (!other) throw new Error("not open");
  await vi.waitFor(() => expect(other.activity()).toMatchObject({ mode: "working", busy: false }), soon);
  let looks = 0;
  const busy = vi.spyOn(live.project.store, "countIssues").mockImplementation(() => {
    looks++;
    throw new StoreUnavailable("busy");
  });
  await newIssue(live, 1);
  await newIssue(other, 2);
  await vi.waitFor(() => expect(looks).toBeGreaterThan(1), soon);
  await vi.waitFor(() => expect(model.of(other)?.counts.all).toBe(1), soon);
  expect(logged.map(String)).toEqual(["StoreUnavailable: busy"]);
  busy.mockRestore();
  await vi.waitFor(() => expect(model.of(live)?.counts.all).toBe(1), soon);
});

test("who shows and fails keeps nobody else from it", async () => {
  projectFolder(root, "Acme");
  const window = testWindow(root);
  window.folders.onChange(() => {
    throw new Error("a bug");
  });
  keepContextKeys(window.ferry);
  await window.folders.refresh();
  expect(editor.keys.get("issueFerry.project")).toBe("open");
  expect(window.logged.map(String)).toContain("Error: a bug");
});
