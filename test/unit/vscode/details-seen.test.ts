import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type * as vscode from "vscode";
import type { LiveProject } from "../../../src/app/live-project.ts";
import { newId } from "../../../src/model/ids.ts";
import type { DetailsComparisons } from "../../../src/vscode/details-comparisons.ts";
import { DetailsPanel } from "../../../src/vscode/details-panel.ts";
import { Emitter, editor } from "./editor.ts";
import { type TestWindow, emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

let window: TestWindow;
let live: LiveProject;
let issue: string;

beforeEach(async () => {
  const root = emptyRoot();
  projectFolder(root, "Acme");
  window = testWindow(root);
  await window.folders.refresh();
  const [first] = window.folders.live;
  if (!first) throw new Error("no project");
  live = first;
  issue = newId(Date.now(), live.project.context.crypto.random(10));
  await live.carryOut({ kind: "new issue", issue, change: { fields: { title: "Pump" } } });
  window.model.refresh();
});

/** A page of the issue as the editor keeps it; `told`: kinds of what it was told, and `news` where that was marked as new at that moment. */
function page(): { panel: { visible: boolean; active: boolean }; told: string[]; says: Emitter<unknown>; moved: Emitter<void> } {
  const [says, moved, closed, told] = [new Emitter<unknown>(), new Emitter<void>(), new Emitter<void>(), [] as string[]];
  const panel = {
    visible: true,
    active: true,
    title: "",
    webview: {
      html: "",
      cspSource: "",
      asWebviewUri: (uri: unknown) => uri,
      onDidReceiveMessage: says.event,
      postMessage: ({ kind }: { kind: string }) => told.push(isNew() ? `${kind}, news` : kind),
    },
    onDidChangeViewState: moved.event,
    onDidDispose: closed.event,
    dispose: () => closed.fire(),
  };
  const { context, folders, log } = window.ferry;
  // Nothing is compared here.
  const comparisons = {} as DetailsComparisons;
  const seen = (of: LiveProject, id: string): void => window.model.markRead(of, [id]);
  const kept = { project: live.project.file.id, issue };
  const parts = {
    context: Object.assign(context, { extensionUri: { scheme: "file", path: window.root } }),
    folders,
    log,
    comparisons,
    seen,
  };
  const made = new DetailsPanel(parts, panel as unknown as vscode.WebviewPanel, kept);
  onTestFinished(() => made.dispose());
  return { panel, told, says, moved };
}

const isNew = (): boolean => window.model.isNew(live, issue);

/** Marked before any page can be told of it. */
function partnerChanges(): void {
  const { store } = live.project;
  store.transaction(() => store.addAudit([{ time: 1, actor: "partner Nordwind", action: "issue applied", issue, parts: ["title"] }]));
  window.model.refresh();
  expect(isNew()).toBe(true);
  window.folders.touch();
}

test("a page in front has been seen once it was told; one that lies open beside the editor when it comes to the front", async () => {
  const { panel, told, says, moved } = page();
  partnerChanges();
  says.fire({ kind: "ready" });
  await vi.waitFor(() => expect(isNew()).toBe(false));
  expect(told).toEqual(["page, news"]);
  panel.active = false;
  partnerChanges();
  await vi.waitFor(() => expect(told.length).toBe(2));
  expect([told, isNew()]).toEqual([["page, news", "page, news"], true]);
  panel.active = true;
  moved.fire();
  await vi.waitFor(() => expect(isNew()).toBe(false));
});

test("a page in front of a window that is behind another program's is seen when the window comes back", async () => {
  editor.focused = false;
  partnerChanges();
  let touched = 0;
  window.folders.onChange(() => touched++);
  live.setPaused(true);
  await vi.waitFor(() => expect(live.activity().mode).toBe("paused"));
  // Told already of all that happened: nothing else makes the page look again.
  window.folders.touch();
  await vi.waitFor(() => expect(touched).toBeGreaterThan(0));
  const { told, says } = page();
  says.fire({ kind: "ready" });
  await vi.waitFor(() => expect(told).toEqual(["page, news"]));
  expect(isNew()).toBe(true);
  editor.focused = true;
  editor.windowMoved.fire({ focused: true });
  await vi.waitFor(() => expect(isNew()).toBe(false));
});
