import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type * as vscode from "vscode";
import { onTestFinished } from "vitest";
import { init } from "../../../src/app/init.ts";
import type { Ferry } from "../../../src/vscode/ferry.ts";
import { Folders } from "../../../src/vscode/folders.ts";
import { IssueModel } from "../../../src/vscode/issue-model.ts";
import { Unread } from "../../../src/vscode/unread.ts";
import { place } from "../app/opened-project.ts";
import { editor, resetEditor } from "./editor.ts";

/** A window of the stand-in editor: real projects in real directories, real stores. */
export interface TestWindow {
  readonly root: string;
  readonly ferry: Ferry;
  readonly folders: Folders;
  readonly model: IssueModel;
  readonly unread: Unread;
  readonly logged: unknown[];
}

/** An editor without folders, and a directory for them. */
export function emptyRoot(): string {
  resetEditor();
  const root = place();
  editor.settings["stateDirectory"] = join(root, "state");
  return root;
}

/** A folder of the window that is no project. */
export function plainFolder(root: string, name: string, scheme = "file"): string {
  const path = join(root, name);
  mkdirSync(path);
  editor.folders.push({ name, uri: { scheme, fsPath: path, toString: () => `${scheme}:${path}` } });
  return path;
}

/** A project as a folder of the window; its id. */
export function projectFolder(root: string, name: string): string {
  const made = init(plainFolder(root, name), { name: undefined, key: undefined, issues: "issues" });
  if (!made.ok) throw new Error(made.failure.kind);
  return made.value.project.id;
}

/** Opens what `editor.folders` names; nobody has looked yet. Ended with the test. `workspace`: what the editor remembers with it. */
export function testWindow(root: string, workspace = new Map<string, unknown>()): TestWindow {
  const logged: unknown[] = [];
  const [globalState, workspaceState] = [memory(new Map()), memory(workspace)];
  const line = (text: unknown): void => void logged.push(text);
  const log = { error: line, warn: line, info: line, show: () => undefined } as unknown as vscode.LogOutputChannel;
  const folders = new Folders(log);
  const unread = new Unread(workspaceState, log);
  const model = new IssueModel(folders, log, unread);
  onTestFinished(async () => {
    model.dispose();
    unread.dispose();
    await folders.stop();
  });
  return {
    root,
    folders,
    model,
    unread,
    logged,
    ferry: {
      folders,
      issues: model,
      log,
      context: { globalState, workspaceState, asAbsolutePath: (path: string) => join(root, "extension", path) },
    } as unknown as Ferry,
  };
}

function memory(kept: Map<string, unknown>): Pick<vscode.Memento, "get" | "update"> {
  return {
    get: (key: string) => kept.get(key),
    update: async (key: string, value: unknown) => void kept.set(key, structuredClone(value)),
  } as Pick<vscode.Memento, "get" | "update">;
}
