import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Document, isCollection, isMap, isNode, isScalar, parseDocument, stringify, visit } from "yaml";
import * as z from "zod/mini";
import { en } from "zod/locales";
import type { CustomKind } from "../model/custom-fields.ts";
import { type Result, failed, ok } from "../model/failure.ts";
import { isId } from "../model/ids.ts";
import { projectFolder } from "./places.ts";
import { readSettings, writeSettings } from "./settings-file.ts";

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

const schema = z.strictObject({
  id: z.string().check(z.refine(isId, "a project id of 26 characters")),
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)),
  "key-prefix": z.string().check(z.regex(/^[A-Z][A-Z0-9]{0,9}$/, "1 to 10 capital letters or digits, a letter first")),
  tracker: z.strictObject({ kind: z.literal("markdown"), path: z.string().check(z.minLength(1)) }),
  commit: z.optional(z.boolean()),
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
  const parsed = readYaml(at, schema);
  if (!parsed.ok) return failed({ kind: "broken project file", at, ...parsed.failure });
  const { id, name, tracker, commit, fields } = parsed.value;
  return ok({ id, name, prefix: parsed.value["key-prefix"], issues: tracker.path, ...(commit && { commit }), ...(fields && { fields }) });
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

/** A YAML file by a schema; the failure names line and reason. */
export function readYaml<T>(file: string, shape: z.ZodMiniType<T>): Result<T, { readonly line: number; readonly detail: string }> {
  const read = readSettings(file);
  if (!read.ok) return failed({ line: 1, detail: `the file ${read.failure}` });
  const text = read.value;
  // Its warnings would go to the terminal as they are, with words of the file in them.
  const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true, merge: false, logLevel: "silent" });
  const [error] = document.errors;
  if (error) return failed({ line: error.linePos?.[0].line ?? 1, detail: error.message.split("\n")[0] ?? error.code });
  const strange = strangeNode(document);
  if (strange) return failed({ line: text.slice(0, strange.at).split("\n").length, detail: strange.detail });
  const parsed = shape.safeParse(document.toJS({ maxAliasCount: 0 }), { error: en().localeError });
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).map((part) => (typeof part === "symbol" ? String(part) : part));
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  return failed({
    line: text.slice(0, offsetOf(document, path, unknown)).split("\n").length,
    detail:
      unknown === undefined
        ? `${path.join(".") || "the file"}: ${wordsOf(issue)}`
        : `${[...path, unknown].join(".")}: there is no such key`,
  });
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ["string", "a text"],
  ["array", "a list"],
  ["object", "a map of keys and values"],
  ["record", "a map of keys and values"],
  ["boolean", "true or false"],
]);

/** What a person who wrote the file needs to hear of what the schema did not take. */
function wordsOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === "invalid_value") return `must be ${issue.values.length === 1 ? "" : "one of "}${issue.values.join(", ")}`;
  if (issue?.code === "invalid_type")
    return `must be ${TYPES.get(issue.expected) ?? `a ${issue.expected}`}, and is missing or something else`;
  return issue?.message ?? "not as expected";
}

/** What YAML allows and no settings need: the library throws at the one, and makes a text of the other. */
function strangeNode(document: Document): { readonly at: number; readonly detail: string } | null {
  let found: { readonly at: number; readonly detail: string } | null = null;
  visit(document, {
    Alias: (_, { source, range }) => {
      found = { at: range?.[0] ?? 0, detail: `*${source}: aliases cannot be used here` };
      return visit.BREAK;
    },
    Pair: (_, { key }) => {
      if (!isCollection(key)) return undefined;
      found = { at: key.range?.[0] ?? 0, detail: "a list or map cannot be a key" };
      return visit.BREAK;
    },
  });
  return found;
}

/** Where the value at a path stands, or the key of this name in it; where it is missing, what it is missing in. */
function offsetOf(document: Document, path: readonly (string | number)[], key: string | undefined): number {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair =
    key === undefined || !isMap(node) ? undefined : node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  const at = pair?.key ?? node;
  if (isNode(at) && at.range) return at.range[0];
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1), undefined);
}
