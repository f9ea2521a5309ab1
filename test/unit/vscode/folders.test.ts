import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type * as vscode from "vscode";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { init } from "../../../src/app/init.ts";
import { Folders } from "../../../src/vscode/folders.ts";
import { place } from "../app/opened-project.ts";

/** What of the editor decides which folders there are; VS Code gives this module only inside of itself. */
const editor = vi.hoisted(() => ({
  folders: [] as { name: string; uri: { scheme: string; fsPath: string; toString(): string } }[],
  state: "",
  deleted: new Map<string, () => void>(),
}));

vi.mock("vscode", () => {
  const nothing = (): { dispose: () => void } => ({ dispose: () => undefined });
  return {
    EventEmitter: class {
      event = nothing;
      fire = (): void => undefined;
      dispose = (): void => undefined;
    },
    workspace: {
      isTrusted: true,
      get workspaceFolders() {
        return editor.folders;
      },
      onDidChangeWorkspaceFolders: nothing,
      onDidGrantWorkspaceTrust: nothing,
      createFileSystemWatcher: (pattern: string) => ({
        onDidCreate: nothing,
        onDidDelete: (listener: () => void) => editor.deleted.set(pattern, listener),
        onDidChange: nothing,
        dispose: () => undefined,
      }),
      getConfiguration: () => ({ get: (name: string) => (name === "stateDirectory" ? editor.state : undefined) }),
    },
  };
});

let root: string;
const logged: unknown[] = [];

beforeEach(() => {
  root = place();
  editor.state = join(root, "state");
  editor.folders = [];
  logged.length = 0;
});

function watched(): Folders {
  const folders = new Folders({ error: (line: unknown) => logged.push(line) } as unknown as vscode.LogOutputChannel);
  onTestFinished(() => folders.stop());
  return folders;
}

/** A project as a folder of the window; its id. */
function folder(name: string): string {
  const path = join(root, name);
  mkdirSync(path);
  const made = init(path, { name: undefined, key: undefined, issues: "issues" });
  if (!made.ok) throw new Error(made.failure.kind);
  editor.folders.push({ name, uri: { scheme: "file", fsPath: path, toString: () => path } });
  return made.value.project.id;
}

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
  editor.deleted.get("**/.issue-ferry")?.();
  await vi.waitFor(() => expect(states(folders)).toEqual(["no project"]));
});
