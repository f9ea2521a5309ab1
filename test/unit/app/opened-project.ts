import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { init } from "../../../src/app/init.ts";
import { type OpenProject, openProject } from "../../../src/app/open-project.ts";

/** A directory for one test. */
export function place(): string {
  const root = mkdtempSync(join(tmpdir(), "ferry-app-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

/** A project with files, store and keys of its own, opened. */
export function openedProject(root: string, name = "Acme"): OpenProject {
  const workspace = join(root, name);
  mkdirSync(workspace, { recursive: true });
  const made = init(workspace, { name: undefined, key: undefined, issues: "issues" });
  if (!made.ok) throw new Error(made.failure.kind);
  const opened = openProject(workspace, { state: join(root, `${name}-state`), author: "Ada" });
  if (!opened.ok) throw new Error(opened.failure.kind);
  onTestFinished(() => opened.value.close());
  return opened.value;
}
