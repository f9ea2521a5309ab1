import { execFile, execFileSync } from "node:child_process";

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
const LONGEST = 64 * 1024 * 1024;

/**
 * What a repository may come with is not obeyed: no hook, no file watcher, no repository that lies among the files of another one.
 */
const ALWAYS = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "safe.bareRepository=explicit"];

/** Set by a git that runs this program, and meant for the place where that one runs. */
const NOT_INHERITED =
  /^GIT_(?:DIR|WORK_TREE|COMMON_DIR|INDEX_FILE|OBJECT_DIRECTORY|NAMESPACE|PREFIX|(?:LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS)$/i;

/**
 * Runs git in a folder; with `gitNow` the only way to it. No shell, and nothing is locked only to look or fetched to answer. Its messages are in
 * English, whatever the machine speaks. Filters for files are settings of the clone that git itself runs where files are compared, added or checked
 * out: only a person's command checks any out, and the rest happens only where the project asks for commits (`commit-files.ts`). `input`: what it
 * reads.
 */
export async function git(folder: string, words: readonly string[], input = ""): Promise<GitRun> {
  return new Promise((resolve) => {
    const options = { cwd: folder, timeout: PATIENCE, maxBuffer: LONGEST, env: environment() };
    const child = execFile("git", [...ALWAYS, ...words], options, (error, out, said) => {
      if (error === null) return resolve({ kind: "done", out });
      // The folder may be what is missing: git cannot be started there either.
      if (error.code === "ENOENT" && child.pid === undefined) return resolve({ kind: "missing" });
      if (error.killed === true) return resolve({ kind: "silent" });
      resolve({ kind: "failed", exit: typeof error.code === "number" ? error.code : -1, said: said.trim() });
    });
    // A git that ends before it has read all says so by its exit.
    child.stdin?.on("error", () => undefined).end(input);
  });
}

/** The same for what cannot wait. */
export function gitNow(folder: string, words: readonly string[]): GitRun {
  try {
    const out = execFileSync("git", [...ALWAYS, ...words], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      timeout: PATIENCE,
      maxBuffer: LONGEST,
      env: environment(),
    });
    return { kind: "done", out };
  } catch (error) {
    const { code, status, stderr } = error as { code?: string; status?: number | null; stderr?: string };
    if (code === "ENOENT") return { kind: "missing" };
    if (code === "ETIMEDOUT") return { kind: "silent" };
    return { kind: "failed", exit: status ?? -1, said: (stderr ?? "").trim() };
  }
}

function environment(): NodeJS.ProcessEnv {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name)));
  return { ...inherited, GIT_OPTIONAL_LOCKS: "0", GIT_NO_LAZY_FETCH: "1", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };
}
