import { appendFileSync, existsSync, mkdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { gitNow } from "../trackers/markdown/git-run.ts";

export type Excluded =
  | { readonly kind: "done"; readonly file: string; readonly line: string }
  /** No git work tree, a repository made for issues, or kept out or committed already: nothing was written. */
  | { readonly kind: "not needed" }
  | { readonly kind: "failed"; readonly file: string }
  /** A git work tree, and no git on this machine: whether its history is to be kept free of issues is not known. */
  | { readonly kind: "no git"; readonly line: string };

/** What a repository made for issues may hold besides them. */
const NO_CODE = /(?:^|\/)(?:\.gitignore|\.gitattributes|LICENSE|[^/]+\.md)$|^(?:.*\/)?\.issue-ferry\//i;

/**
 * In a folder with code, keeps the issues out of the code's history: incoming edits must never dirty the tree or block a checkout. Writes one
 * line to `.git/info/exclude`, which is never committed.
 */
export function excludeFromGit(workspace: string, issues: string): Excluded {
  const top = git(workspace, ["rev-parse", "--show-toplevel"]);
  if (top === NO_GIT) return isBelowGit(workspace) ? { kind: "no git", line: `/${issues}/` } : { kind: "not needed" };
  if (top === null) return { kind: "not needed" };
  const listed = git(top, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  const files = typeof listed === "string" ? listed.split("\0") : [];
  const folder = folderIn(top, workspace, issues);
  const hasCode = files.some((name) => name !== "" && !name.startsWith(`${folder}/`) && !NO_CODE.test(name));
  return hasCode ? writeExclude(workspace, issues) : { kind: "not needed" };
}

/** The same, whatever else lies there. */
export function writeExclude(workspace: string, issues: string): Excluded {
  const top = git(workspace, ["rev-parse", "--show-toplevel"]);
  const exclude = git(workspace, ["rev-parse", "--git-path", "info/exclude"]);
  if (top === null || top === NO_GIT || typeof exclude !== "string") return { kind: "not needed" };
  const line = `/${folderIn(top, workspace, issues)}/`;
  const isIgnored = (path: string): boolean => git(workspace, ["check-ignore", "-q", path]) !== null;
  const kept =
    git(workspace, ["--literal-pathspecs", "ls-files", "-z", "--", issues]) !== "" || isIgnored(`${issues}/a.md`) || isIgnored(issues);
  if (kept) return { kind: "not needed" };
  const file = resolve(workspace, exclude);
  try {
    mkdirSync(dirname(file), { recursive: true });
    const before = existsSync(file) ? readFileSync(file, "utf8") : "";
    if (before.split(/\r?\n/).includes(line)) return { kind: "not needed" };
    appendFileSync(file, `${before === "" || before.endsWith("\n") ? "" : "\n"}${line}\n`);
    return { kind: "done", file, line };
  } catch {
    return { kind: "failed", file };
  }
}

function folderIn(top: string, workspace: string, issues: string): string {
  return relative(realpathSync(top), resolve(realpathSync(workspace), issues)).replaceAll("\\", "/");
}

function isBelowGit(folder: string): boolean {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return true;
    if (dirname(at) === at) return false;
  }
}

const NO_GIT = Symbol("no git");

/** What git prints, null when it fails. */
function git(folder: string, words: readonly string[]): string | typeof NO_GIT | null {
  const run = gitNow(folder, words);
  if (run.kind === "missing") return NO_GIT;
  return run.kind === "done" ? run.out.replace(/\n$/, "") : null;
}
