import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { openProject } from "../../../src/app/open-project.ts";
import type { Folders } from "../../../src/vscode/folders.ts";
import { editor } from "./editor.ts";
import { emptyRoot, projectFolder, testWindow } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

let root: string;
let logged: unknown[];

beforeEach(() => {
  root = emptyRoot();
});

function watched(): Folders {
  const window = testWindow(root);
  logged = window.logged;
  return window.folders;
}

const folder = (name: string): string => projectFolder(root, name);
const states = (folders: Folders): string[] => folders.all.map(({ state }) => state.kind);

test("a folder that the system keeps from being opened says so; the others open, and it opens when the cause is gone", async () => {
  const id = folder("Acme");
  folder("Nordwind");
  mkdirSync(join(root, "state", id), { recursive: true });
  const keys = join(root, "state", id, "keys");
  writeFileSync(keys, "no directory");
  const folders = watched();
  await folders.refresh();
  expect(states(folders)).toEqual(["failed", "open"]);
  expect(folders.all[0]?.state).toMatchObject({ failure: { kind: "interrupted", because: { kind: "system", code: "ENOTDIR" } } });
  expect(logged).toHaveLength(1);
  rmSync(keys);
  await folders.refresh();
  expect(new Set(states(folders))).toEqual(new Set(["open"]));
});

test("a project that cannot be closed keeps neither the next look nor the end of the window from closing the others", async () => {
  folder("Acme");
  folder("Nordwind");
  const folders = watched();
  await folders.refresh();
  const closed: string[] = [];
  for (const { project } of folders.live) {
    const close = project.close.bind(project);
    project.close = () => {
      close();
      closed.push(project.file.name);
      throw new Error("no close");
    };
  }
  editor.folders.shift();
  await folders.refresh();
  expect(states(folders)).toEqual(["open"]);
  await folders.stop();
  expect([closed, folders.all, logged.length]).toEqual([["Acme", "Nordwind"], [], 2]);
});

test("a project whose folder .issue-ferry goes as a whole is closed", async () => {
  folder("Acme");
  const folders = watched();
  await folders.refresh();
  rmSync(join(root, "Acme", ".issue-ferry"), { recursive: true });
  // The editor tells of the outermost thing that was deleted, not of what was in it.
  editor.watched.get("**/.issue-ferry delete")?.();
  await vi.waitFor(() => expect(states(folders)).toEqual(["no project"]));
});

test("a folder that could not be opened is tried again by the clock, and its cause is logged once", async () => {
  const id = folder("Acme");
  mkdirSync(join(root, "state", id), { recursive: true });
  const keys = join(root, "state", id, "keys");
  writeFileSync(keys, "no directory");
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const folders = watched();
  await folders.refresh();
  let looks = 0;
  folders.onChange(() => looks++);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(looks).toBeGreaterThan(1);
  expect(looks).toBeLessThan(6);
  expect([states(folders), logged.length]).toEqual([["failed"], 1]);
  rmSync(keys);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(states(folders)).toEqual(["open"]);
});

test("another author in the settings counts at once", async () => {
  folder("Acme");
  editor.settings["author"] = "Ada";
  const folders = watched();
  await folders.refresh();
  const [before] = folders.live;
  editor.configured.fire({ affectsConfiguration: (name) => name === "issueFerry.pageSize" });
  editor.settings["author"] = "Bo <bo@example.org>";
  editor.configured.fire({ affectsConfiguration: (name) => name === "issueFerry.author" });
  await vi.waitFor(() => expect(folders.live.map(({ project }) => project.author)).toEqual(["Bo <bo@example.org>"]));
  const [after] = folders.live;
  await folders.refresh();
  expect([after === before, folders.live[0] === after]).toEqual([false, true]);
});

test("a window that rested while another folder became the one that works says so", async () => {
  folder("Acme");
  const folders = watched();
  await folders.refresh();
  const [live] = folders.live;
  live?.setPaused(true);
  await vi.waitFor(() => expect(live?.activity().mode).toBe("paused"), { timeout: 5_000 });
  const copy = join(root, "copy");
  cpSync(join(root, "Acme"), copy, { recursive: true });
  const opened = openProject(copy, { state: editor.settings["stateDirectory"] as string, author: "Ada", here: true });
  if (!opened.ok) throw new Error(opened.failure.kind);
  opened.value.close();
  await vi.waitFor(
    () => expect(folders.all[0]?.state).toMatchObject({ kind: "failed", failure: { kind: "worked on elsewhere", path: copy } }),
    { timeout: 5_000 },
  );
});

test("a project that is closed for a while is not opened again after the window has ended, and else stands where it stood", async () => {
  folder("Acme");
  folder("Nordwind");
  const folders = watched();
  await folders.refresh();
  const [first] = folders.all;
  if (!first) throw new Error("no folder");
  await folders.closedWhile(first.folder, async () => undefined);
  expect(folders.live.map(({ project }) => project.file.name)).toEqual(["Acme", "Nordwind"]);
  const { promise, resolve } = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const closed = folders.closedWhile(first.folder, () => {
    begun.resolve();
    return promise;
  });
  await begun.promise;
  const stopped = folders.stop();
  resolve();
  await Promise.all([closed, stopped]);
  expect(folders.all).toEqual([]);
});
