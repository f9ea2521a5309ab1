import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { stringify } from "yaml";
import * as z from "zod/mini";
import type { CustomKind } from "../model/custom-fields.ts";
import { type Result, failed, ok } from "../model/failure.ts";
import { isId } from "../model/ids.ts";
import { projectFolder } from "./places.ts";
import { writeSettings } from "./settings-file.ts";
import { readYaml } from "./yaml-file.ts";

/** `.issue-ferry/project.yaml`: what everybody who works in this folder shares. To be committed; names no path outside the workspace. */
export interface ProjectFile {
  readonly id: string;
  readonly name: string;
  /** Beginning of the keys of new issues: `ACME` gives ACME-1. */
  readonly prefix: string;
  /** Folder of the issues, inside the workspace. */
  readonly issues: string;
  /** Keys of the front matter that are fields of this project's own, by their kinds. */
  readonly fields?: Readonly<Record<string, CustomKind>>;
  /** Whether issue files are committed after a pass, in the repository that keeps them. Never pushed, and nothing else. */
  readonly commit?: boolean;
  /** Absent: all that is shared is compared with each partner once a day. */
  readonly compare?: "never";
}

export type ProjectFileFailure =
  | { readonly kind: "no project"; readonly at: string }
  | { readonly kind: "broken project file"; readonly at: string; readonly line: number; readonly detail: string };

const MAX_OWN_FIELDS = 100;

/** Keys that mean something else already, here or in what travels. */
const TAKEN: ReadonlySet<string> = new Set(
  "key id share links title body type status priority labels assignee reporter due created comments attachments deleted shared".split(" "),
);

/** As a person writes it into a file and on a command line. */
const fieldName = z.string().check(
  z.regex(/^[A-Za-z][A-Za-z0-9_-]{0,59}$/, "a key of letters, digits, - and _, a letter first"),
  z.refine((name) => !TAKEN.has(name.toLowerCase()), "this key has a meaning already"),
);
const fieldKind = z.enum(["text", "number", "boolean", "date", "option", "options", "person"]);

export const projectSchema = z.strictObject({
  id: z.string().check(z.refine(isId, "a project id of 26 characters")),
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)),
  "key-prefix": z.string().check(z.regex(/^[A-Z][A-Z0-9]{0,9}$/, "1 to 10 capital letters or digits, a letter first")),
  tracker: z.strictObject({ kind: z.literal("markdown"), path: z.string().check(z.minLength(1)) }),
  commit: z.optional(z.boolean()),
  compare: z.optional(z.enum(["daily", "never"])),
  fields: z.optional(
    z
      .record(fieldName, fieldKind)
      .check(z.refine((fields) => Object.keys(fields).length <= MAX_OWN_FIELDS, `at most ${MAX_OWN_FIELDS} fields`)),
  ),
});

export function projectFilePath(workspace: string): string {
  return join(projectFolder(workspace), "project.yaml");
}

/** The nearest folder at or above `start` that is a project. */
export function findWorkspace(start: string): string | null {
  for (let at = resolve(start); ; at = dirname(at)) {
    if (existsSync(projectFilePath(at))) return at;
    if (dirname(at) === at) return null;
  }
}

/** Whether there is a project file, broken or not. */
export function isProject(workspace: string): boolean {
  return existsSync(projectFilePath(workspace));
}

export function readProjectFile(workspace: string): Result<ProjectFile, ProjectFileFailure> {
  const at = projectFilePath(workspace);
  if (!existsSync(at)) return failed({ kind: "no project", at: workspace });
  const parsed = readYaml(at, projectSchema);
  if (!parsed.ok) return failed({ kind: "broken project file", at, ...parsed.failure });
  const { id, name, tracker, commit, compare, fields } = parsed.value;
  return ok({
    id,
    name,
    prefix: parsed.value["key-prefix"],
    issues: tracker.path,
    ...(commit && { commit }),
    ...(compare === "never" && { compare }),
    ...(fields && { fields }),
  });
}

export function writeProjectFile(workspace: string, project: ProjectFile): void {
  const text = stringify({
    id: project.id,
    name: project.name,
    "key-prefix": project.prefix,
    tracker: { kind: "markdown", path: project.issues },
  });
  writeSettings(workspace, projectFilePath(workspace), `# Issue Ferry project. Commit this file.\n${text}`);
}
