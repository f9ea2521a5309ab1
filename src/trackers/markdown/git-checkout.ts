import { constants } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { type GitRun, git } from "./git-run.ts";

/** What of a repository the issues were read from last: kept where the issues are part of the repository's history. */
export interface Checkout {
  readonly branch: string;
  /** Empty: the branch has no commit yet. */
  readonly commit: string;
  /** The folder was not read to the end there yet. */
  readonly unread?: true;
}

/** What is remembered of git's last answer. `apart`: it keeps none of the issues, whatever it has checked out. null: it was never asked. */
export type Known = Checkout | "apart" | null;

/** Why nothing is read from the folder or written to it now. */
export type CheckoutHold =
  | { readonly code: "OTHER_BRANCH"; readonly branch: string; readonly found: string }
  | { readonly code: "NO_BRANCH" | "OLDER_COMMIT"; readonly branch: string; readonly found: string }
  /** Git does not know the commit that the issues were read from last: whether this one is older cannot be said. `found`: that one. */
  | { readonly code: "UNKNOWN_COMMIT"; readonly branch: string; readonly found: string }
  /** Git cannot be asked. `found`: missing, silent, owner (it does not trust the owner of the repository), refuses. */
  | { readonly code: "GIT_MUTE"; readonly branch: string; readonly found: string }
  /** `found`: merge, rebase, cherry-pick, revert, bisect. */
  | { readonly code: "GIT_UNDERWAY"; readonly branch: string; readonly found: string }
  /** Git writes at this moment; said to a person only where that does not end. */
  | { readonly code: "GIT_WRITES"; readonly branch: string; readonly found: string };

export interface CheckoutLook {
  /** To be remembered; null: there is no repository, and nothing to be remembered. */
  readonly checkout: Known;
  readonly hold: CheckoutHold | null;
  /** What is checked out now. null: no repository, or not on a branch. */
  readonly now: Checkout | null;
  /** Git could not be asked: this is what it said before. */
  readonly unasked?: true;
}

const NOTHING: CheckoutLook = { checkout: null, hold: null, now: null };

const NO_REPOSITORY: GitRun = { kind: "failed", exit: -1, said: "not a git repository" };

/** What git leaves in its directory while it is in the middle of something. */
const UNDERWAY: readonly (readonly [string, string])[] = [
  ["rebase-merge", "rebase"],
  ["rebase-apply", "rebase"],
  ["MERGE_HEAD", "merge"],
  ["CHERRY_PICK_HEAD", "cherry-pick"],
  ["REVERT_HEAD", "revert"],
  ["BISECT_LOG", "bisect"],
];

/** Git changes files first and says so afterwards: so long after it has written its index, in milliseconds, nothing is read. */
const SETTLE_MS = 100;
/** How long to wait for git to end, in milliseconds. */
const PATIENCE_MS = 3_000;
/** Bytes of a file that names a branch or a folder. */
const LONGEST = 16 * 1024;

/**
 * Whether the issues in a folder may be read now. Where they are part of a repository's history, they are read on one branch only, from where
 * it stood or later: another branch or an old commit that is checked out is no edit, and a file that is not there is no deletion. Where git
 * cannot say so, they are not read, unless it said before that it keeps none. `known`: what was remembered.
 */
export async function lookAtCheckout(folder: string, known: Known): Promise<CheckoutLook> {
  const at = await gitDirectoryOf(folder);
  if (at === null) return NOTHING;
  const before = known === "apart" ? null : known;
  const branch = before?.branch ?? "";
  const held = (code: CheckoutHold["code"], found: string, now: Checkout | null): CheckoutLook => ({
    checkout: known,
    hold: { code, branch, found },
    now,
  });
  const isWritten = !(await isQuiet(at));
  const head = await readText(join(at, "HEAD"));
  const current = /^ref: refs\/heads\/(.+?)\s*$/.exec(head)?.[1] ?? null;
  const underway = await operationIn(at);
  // Git itself would wait for a HEAD that is no file.
  const listed: GitRun = head === "" ? NO_REPOSITORY : await git(folder, ["ls-files", "-z", "--", "./"]);
  if (listed.kind !== "done") {
    const isNone = before === null && listed.kind === "failed" && /not a git repository/i.test(listed.said);
    if (isNone) return { ...NOTHING, checkout: known };
    return known === "apart" ? { ...NOTHING, checkout: known, unasked: true } : held("GIT_MUTE", muteness(listed), null);
  }
  const tracked = listed.out !== "";
  if (before === null && !tracked) return { ...NOTHING, checkout: "apart" };
  if (isWritten) return held("GIT_WRITES", "index.lock", null);
  const found = await git(folder, ["rev-parse", "--verify", "--quiet", "HEAD"]);
  if (found.kind !== "done" && !hasNoCommit(found)) return held("GIT_MUTE", muteness(found), null);
  const commit = found.kind === "done" ? found.out.trim() : "";
  const now = current === null || underway !== null ? null : { branch: await branchName(folder, current), commit };
  if (underway !== null) return held("GIT_UNDERWAY", underway, now);
  if (now === null) return held("NO_BRANCH", (commit || head.trim()).slice(0, 10), now);
  if (before === null) return { checkout: now, hold: null, now };
  if (now.branch !== before.branch) return held("OTHER_BRANCH", now.branch, now);
  if (commit !== "" && before.commit !== "" && commit !== before.commit) {
    const older = await git(folder, ["merge-base", "--is-ancestor", commit, before.commit]);
    if (older.kind === "done") return held("OLDER_COMMIT", commit.slice(0, 10), now);
    if (older.kind !== "failed") return held("GIT_MUTE", muteness(older), now);
    if (older.exit !== 1) return held("UNKNOWN_COMMIT", before.commit.slice(0, 10), now);
  }
  // Taken out of the history, on their own branch: from now on no checkout changes them.
  if (!tracked) return { checkout: "apart", hold: null, now };
  return { checkout: commit === "" ? before : now, hold: null, now };
}

/** Changes whenever git may have changed files in the folder; null: git has none to change. */
export async function checkoutMark(folder: string): Promise<string | null> {
  const at = await gitDirectoryOf(folder);
  if (at === null) return null;
  const stamps = await Promise.all(
    ["HEAD", "logs/HEAD", "index", "index.lock", ...UNDERWAY.map(([name]) => name)].map((name) => stampOf(join(at, name))),
  );
  return stamps.join(" ");
}

/** The directory in which git keeps the state of the work tree that a folder lies in; null: it lies in none. */
export async function gitDirectoryOf(folder: string): Promise<string | null> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const place = join(at, ".git");
    const found = await stat(place).catch(() => null);
    if (found?.isDirectory()) return place;
    const target = found?.isFile() ? /^gitdir: (.+?)\s*$/.exec(await readText(place))?.[1] : undefined;
    if (target !== undefined) return resolve(at, target);
    if (dirname(at) === at) return null;
  }
}

async function isQuiet(directory: string): Promise<boolean> {
  for (const end = Date.now() + PATIENCE_MS; ;) {
    const [lock, index] = await Promise.all(["index.lock", "index"].map((name) => stat(join(directory, name)).catch(() => null)));
    if (lock === null && (!index || Math.abs(Date.now() - index.mtimeMs) >= SETTLE_MS)) return true;
    // An index in the future is an old one from another clock.
    if (lock === null && index && index.mtimeMs > Date.now() + SETTLE_MS) return true;
    if (Date.now() >= end) return lock === null;
    await new Promise((done) => setTimeout(done, SETTLE_MS / 4));
  }
}

async function operationIn(directory: string): Promise<string | null> {
  for (const [name, operation] of UNDERWAY) if ((await stampOf(join(directory, name))) !== "-") return operation;
  return null;
}

/** With `--quiet`, so and not otherwise git says that HEAD names no commit yet. */
function hasNoCommit(run: GitRun): boolean {
  return run.kind === "failed" && run.exit === 1;
}

function muteness(run: Exclude<GitRun, { kind: "done" }>): string {
  if (run.kind !== "failed") return run.kind;
  return /dubious ownership/i.test(run.said) ? "owner" : "refuses";
}

/** Where references are kept in tables, the file HEAD names a place that is none. */
async function branchName(folder: string, current: string): Promise<string> {
  if (current !== ".invalid") return current;
  const found = await git(folder, ["symbolic-ref", "--short", "HEAD"]);
  return found.kind === "done" ? found.out.trim() : current;
}

/** The beginning of a file of git's, which is all of it; empty where it is none. Never waits for a FIFO. */
async function readText(file: string): Promise<string> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if (!(await handle.stat()).isFile()) return "";
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LONGEST), 0, LONGEST, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch {
    return "";
  } finally {
    await handle?.close();
  }
}

async function stampOf(file: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch(() => null);
  return found === null ? "-" : `${found.mtimeNs}.${found.size}`;
}
