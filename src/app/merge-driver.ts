import { existsSync, lstatSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Result, failed, ok } from "../model/failure.ts";
import { git } from "../trackers/markdown/git-run.ts";
import { readSettings, writeSettings } from "./settings-file.ts";

export type GitFailure =
  | { readonly kind: "no git" | "no repository" }
  | { readonly kind: "git refuses"; readonly said: string }
  | { readonly kind: "cannot write"; readonly file: string; readonly detail: string };

/** What git needs so that issue files are merged as issues: a driver in the settings of this clone, and a rule that the team shares. */
export interface MergeDriver {
  /** The command that git runs; null: none is set. */
  readonly command: string | null;
  /** The paths of what it runs, in words; null: none is set. */
  readonly program: string | null;
  /** Whether that is there. */
  readonly works: boolean;
  /** `issues/.gitattributes`, and whether it has the rule. */
  readonly attributes: string;
  readonly ruled: boolean;
}

const SETTING = "merge.issue-ferry.driver";
const NAME = "merge.issue-ferry.name";
const RULE = "*.md merge=issue-ferry";

export async function mergeDriver(workspace: string, issues: string): Promise<Result<MergeDriver, GitFailure>> {
  const folder = resolve(workspace, issues);
  const at = existsSync(folder) ? folder : workspace;
  const inside = await inRepository(at);
  if (inside !== null) return failed(inside);
  const found = await git(at, ["config", "--local", "--get", SETTING]);
  const command = found.kind === "done" ? found.out.trim() : null;
  const attributes = join(folder, ".gitattributes");
  const programs = command === null ? [] : programsOf(command);
  return ok({
    command,
    program: command === null ? null : programs.join(" "),
    works: command !== null && programs.every((path) => existsSync(path)),
    attributes,
    ruled: rules(attributes)?.includes(RULE) ?? false,
  });
}

/** The command line program in this file, run by what runs this process. */
export function programIn(script: string): readonly string[] {
  return [process.execPath, script];
}

/**
 * What git hands to its shell. Where the program is gone, as an older version of an extension is after an update, git merges by its own means:
 * of a driver that cannot be started it would take "ours" for the result, without marks.
 */
function commandOf(program: readonly string[]): string {
  const words = program.map(quoted);
  const asNode = process.versions["electron"] === undefined ? [] : ["ELECTRON_RUN_AS_NODE=1"];
  const isThere = words.map((word) => `test -f ${word}`).join(" && ");
  return `if ${isThere}; then ${[...asNode, ...words].join(" ")} merge-file %O %A %B %P; else git merge-file %A %O %B; fi`;
}

/**
 * Registers this program, as it runs now, for the clone that the issues lie in, and writes the rule beside the issues. `program`: what runs it,
 * in words; a desktop editor's own program is told to be plain Node. Repeating it brings a moved program up to date.
 */
export async function setMergeDriver(
  workspace: string,
  issues: string,
  program: readonly string[],
): Promise<Result<MergeDriver, GitFailure>> {
  const there = await mergeDriver(workspace, issues);
  if (!there.ok) return there;
  const folder = resolve(workspace, issues);
  if (!there.value.ruled) {
    const wrong = write(workspace, there.value.attributes, (lines) => [...lines, RULE]);
    if (wrong !== null) return failed(wrong);
  }
  for (const [name, value] of [
    [NAME, "Issue Ferry merges issue files field by field"],
    [SETTING, commandOf(program)],
  ] as const) {
    const set = await git(folder, ["config", "--local", name, value]);
    if (set.kind !== "done") return failed({ kind: "git refuses", said: set.kind === "failed" ? set.said : set.kind });
  }
  return mergeDriver(workspace, issues);
}

/** Takes both away again, as far as they are there. */
export async function removeMergeDriver(workspace: string, issues: string): Promise<Result<MergeDriver, GitFailure>> {
  const there = await mergeDriver(workspace, issues);
  if (!there.ok) return there;
  await git(resolve(workspace, issues), ["config", "--local", "--remove-section", "merge.issue-ferry"]);
  if (there.value.ruled) {
    const wrong = write(workspace, there.value.attributes, (lines) => lines.filter((line) => line !== RULE));
    if (wrong !== null) return failed(wrong);
  }
  return mergeDriver(workspace, issues);
}

async function inRepository(folder: string): Promise<GitFailure | null> {
  const inside = await git(folder, ["rev-parse", "--is-inside-work-tree"]);
  if (inside.kind === "missing") return { kind: "no git" };
  if (inside.kind === "silent") return { kind: "git refuses", said: "no answer" };
  if (inside.kind === "done") return null;
  return /not a git repository/i.test(inside.said) ? { kind: "no repository" } : { kind: "git refuses", said: inside.said };
}

/** The lines of the file, none where it is not there; null: it is none that git would read, or cannot be read. */
function rules(file: string): readonly string[] | null {
  if (!lstatSync(file, { throwIfNoEntry: false })) return [];
  const text = readSettings(file);
  if (!text.ok) return null;
  const lines = text.value.split(/\r?\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

function write(workspace: string, file: string, change: (lines: readonly string[]) => readonly string[]): GitFailure | null {
  const lines = rules(file);
  if (lines === null) return { kind: "cannot write", file, detail: "no ordinary file" };
  try {
    writeSettings(
      workspace,
      file,
      change(lines)
        .map((line) => `${line}\n`)
        .join(""),
    );
    return null;
  } catch (error) {
    return { kind: "cannot write", file, detail: error instanceof Error && "code" in error ? String(error.code) : String(error) };
  }
}

/** Git hands the command to a shell, on Windows too, after it has put names in place of `%O` and the like. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`).replaceAll("%", "%%")}'`;
}

function programsOf(command: string): readonly string[] {
  const words = [...command.matchAll(/'((?:[^']|'\\'')*)'/g)].map(([, word]) =>
    (word ?? "").replaceAll(`'\\''`, "'").replaceAll("%%", "%"),
  );
  return [...new Set(words)];
}
