import { mkdirSync, statSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { basename, dirname, resolve } from "node:path";
import { type Result, failed, ok } from "../model/failure.ts";
import { newId } from "../model/ids.ts";
import { type Excluded, excludeFromGit } from "./git-exclude.ts";
import { outsideWorkspace } from "./issues-folder.ts";
import { type ProjectFile, type ProjectFileFailure, findWorkspace, readProjectFile, writeProjectFile } from "./project-file.ts";
import { isKeyPrefix, prefixFrom } from "./project-name.ts";

export interface InitOptions {
  readonly name: string | undefined;
  readonly key: string | undefined;
  /** Folder of the issues, relative to the workspace; one that is there is taken over. */
  readonly issues: string;
  /** Whether a project inside of another project is meant. */
  readonly nested?: boolean;
}

export type InitFailure =
  | Exclude<ProjectFileFailure, { readonly kind: "no project" }>
  | { readonly kind: "no folder"; readonly at: string }
  | { readonly kind: "inside project"; readonly at: string; readonly outer: string }
  | { readonly kind: "bad project name" | "bad key" | "issues outside"; readonly word: string }
  | { readonly kind: "cannot make"; readonly at: string; readonly detail: string };

export interface Initialised {
  readonly project: ProjectFile;
  /** False: it was a project already, and nothing was changed. */
  readonly created: boolean;
  readonly excluded: Excluded;
}

/** Makes a folder a project. Everything is checked before anything is written; harmless to repeat. */
export function init(folder: string, options: InitOptions): Result<Initialised, InitFailure> {
  const workspace = resolve(folder);
  if (!statSync(workspace, { throwIfNoEntry: false })?.isDirectory()) return failed({ kind: "no folder", at: workspace });
  const there = readProjectFile(workspace);
  if (there.ok) return ok({ project: there.value, created: false, excluded: { kind: "not needed" } });
  if (there.failure.kind !== "no project") return failed(there.failure);
  const outer = findWorkspace(dirname(workspace));
  if (outer !== null && !options.nested) return failed({ kind: "inside project", at: workspace, outer });
  const name = options.name?.trim() ?? (basename(workspace) || "project");
  if (name === "" || name.length > 100 || /\p{Cc}/u.test(name)) return failed({ kind: "bad project name", word: name });
  const prefix = options.key ?? prefixFrom(name);
  if (!isKeyPrefix(prefix)) return failed({ kind: "bad key", word: prefix });
  if (outsideWorkspace(workspace, options.issues) !== null || resolve(workspace, options.issues) === workspace)
    return failed({ kind: "issues outside", word: options.issues });
  const project: ProjectFile = { id: newId(Date.now(), randomBytes(10)), name, prefix, issues: options.issues };
  try {
    mkdirSync(resolve(workspace, options.issues), { recursive: true });
    writeProjectFile(workspace, project);
  } catch (error) {
    const detail = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return failed({ kind: "cannot make", at: workspace, detail });
  }
  return ok({ project, created: true, excluded: excludeFromGit(workspace, options.issues) });
}
