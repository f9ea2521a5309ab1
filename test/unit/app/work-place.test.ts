import { cpSync, mkdirSync, realpathSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { init } from "../../../src/app/init.ts";
import { type OpenFailure, type OpenProject, openProject } from "../../../src/app/open-project.ts";
import { projectFilePath } from "../../../src/app/project-file.ts";
import { tryLock } from "../../../src/store/worker-lock.ts";
import { openedProject, place } from "./opened-project.ts";

let root: string;
let first: OpenProject;
let copy: string;

beforeEach(() => {
  root = realpathSync(place());
  first = openedProject(root);
  copy = join(root, "copy");
});

/** Opened with the store of the first and closed again; what kept it from that. */
function outcome(workspace: string, here = false): OpenFailure | "opened" {
  const opened = openProject(workspace, { state: join(root, "Acme-state"), author: "Bo", here });
  if (!opened.ok) return opened.failure;
  opened.value.close();
  return "opened";
}

test("a copy of a project does not get the store that the first one works with", () => {
  cpSync(first.workspace, copy, { recursive: true });
  expect(outcome(copy)).toEqual({ kind: "worked on elsewhere", path: first.workspace });
  expect(outcome(first.workspace)).toBe("opened");
});

test("the copy gets it when a person says so, and then the first one does not", () => {
  cpSync(first.workspace, copy, { recursive: true });
  expect(outcome(copy, true)).toBe("opened");
  expect(outcome(copy)).toBe("opened");
  expect(outcome(first.workspace)).toEqual({ kind: "worked on elsewhere", path: copy });
});

test("it is not taken from a folder that somebody works in", () => {
  cpSync(first.workspace, copy, { recursive: true });
  const lock = tryLock(first.stateDirectory);
  onTestFinished(() => lock?.release());
  expect(outcome(copy, true)).toEqual({ kind: "worked on elsewhere", path: first.workspace });
  lock?.release();
  expect(outcome(copy, true)).toBe("opened");
});

test("a moved project keeps its store, also when its old folder is another project by now", () => {
  renameSync(first.workspace, copy);
  expect(outcome(copy)).toBe("opened");
  renameSync(copy, first.workspace);
  mkdirSync(copy);
  expect(init(copy, { name: undefined, key: undefined, issues: "issues" }).ok).toBe(true);
  expect(outcome(first.workspace)).toBe("opened");
});

test("a project file that cannot be read now may be the same project's", () => {
  cpSync(first.workspace, copy, { recursive: true });
  writeFileSync(projectFilePath(first.workspace), "<<<<<<< HEAD\n");
  expect(outcome(copy)).toMatchObject({ kind: "worked on elsewhere" });
});

test("a link leads to the same folder", () => {
  symlinkSync(first.workspace, join(root, "link"));
  expect(outcome(join(root, "link"))).toBe("opened");
});
