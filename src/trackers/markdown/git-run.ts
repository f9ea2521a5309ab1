import { execFile } from "node:child_process";

/** How one run of git ended. */
export type GitRun =
  | { readonly kind: "done"; readonly out: string }
  /** `exit`: what git ended with; `said`: its own words, for people who know git. */
  | { readonly kind: "failed"; readonly exit: number; readonly said: string }
  /** There is no program of this name on this machine. */
  | { readonly kind: "missing" }
  /** It did not answer in time. */
  | { readonly kind: "silent" };

/** How long git may take, in milliseconds: it is asked about one folder, not about a history. */
const PATIENCE = 10_000;

/**
 * Runs git in a folder: the only way to it. No shell, no hook, no program that the repository names, and nothing is locked only to look. Its
 * messages are in English, whatever the machine speaks.
 */
export async function git(folder: string, words: readonly string[]): Promise<GitRun> {
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...inherited } = process.env;
  const env = { ...inherited, GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C", GIT_TERMINAL_PROMPT: "0" };
  return new Promise((resolve) => {
    const options = { cwd: folder, timeout: PATIENCE, maxBuffer: 64 * 1024 * 1024, env };
    const child = execFile(
      "git",
      ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", ...words],
      options,
      (error, out, said) => {
        if (error === null) return resolve({ kind: "done", out });
        // The folder may be what is missing: git cannot be started there either.
        if (error.code === "ENOENT" && child.pid === undefined) return resolve({ kind: "missing" });
        if (error.killed === true) return resolve({ kind: "silent" });
        resolve({ kind: "failed", exit: typeof error.code === "number" ? error.code : -1, said: said.trim() });
      },
    );
    child.stdin?.end();
  });
}
