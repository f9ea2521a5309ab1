import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

export type Excluded =
  | { readonly kind: "done"; readonly file: string; readonly line: string }
  /** No git work tree, a repository made for issues, or kept out or committed already: nothing was written. */
  | { readonly kind: "not needed" }
  | { readonly kind: "failed"; readonly file: string };

/** What a repository made for issues may hold besides them. */
const NO_CODE = /(?:^|\/)(?:\.gitignore|\.gitattributes|LICENSE|[^/]+\.md)$|^(?:.*\/)?\.issue-ferry\//i;

/**
 * In a folder with code, keeps the issues out of the code's history: incoming edits must never dirty the tree or block a checkout. Writes one
 * line to `.git/info/exclude`, which is never committed.
 */
export function excludeFromGit(workspace: string, issues: string): Excluded {
  const top = git(workspace, ["rev-parse", "--show-toplevel"]);
  const exclude = git(workspace, ["rev-parse", "--git-path", "info/exclude"]);
  if (top === null || exclude === null) return { kind: "not needed" };
  const folder = relative(realpathSync(top), resolve(realpathSync(workspace), issues)).replaceAll("\\", "/");
  const line = `/${folder}/`;
  const files = (git(top, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]) ?? "").split("\0");
  const hasCode = files.some((name) => name !== "" && !name.startsWith(`${folder}/`) && !NO_CODE.test(name));
  const kept = git(workspace, ["ls-files", "-z", "--", issues]) !== "" || git(workspace, ["check-ignore", "-q", `${issues}/a.md`]) !== null;
  if (!hasCode || kept) return { kind: "not needed" };
  const file = resolve(workspace, exclude);
  try {
    mkdirSync(dirname(file), { recursive: true });
    const before = existsSync(file) ? readFileSync(file, "utf8") : "";
    appendFileSync(file, `${before === "" || before.endsWith("\n") ? "" : "\n"}${line}\n`);
    return { kind: "done", file, line };
  } catch {
    return { kind: "failed", file };
  }
}

/** What git prints, null when it fails or is not there. Runs no hook and no program that the repository names. */
function git(folder: string, words: readonly string[]): string | null {
  try {
    return execFileSync("git", ["-c", "core.fsmonitor=false", ...words], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 64 * 1024 * 1024,
    }).replace(/\n$/, "");
  } catch {
    return null;
  }
}
