import { readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { git } from "./git-run.ts";

/** What of a repository the issues were read from last: kept where the issues are part of the repository's history. */
export interface Checkout {
  readonly branch: string;
  /** Empty: the branch has no commit yet. */
  readonly commit: string;
}

/** Why nothing is read from the folder or written to it now. */
export type CheckoutHold =
  | { readonly code: "OTHER_BRANCH"; readonly branch: string; readonly found: string }
  | { readonly code: "NO_BRANCH" | "OLDER_COMMIT"; readonly branch: string; readonly found: string }
  /** `found`: merge, rebase, cherry-pick, revert, bisect. */
  | { readonly code: "GIT_UNDERWAY"; readonly branch: string; readonly found: string }
  /** Git writes at this moment; said to a person only where that does not end. */
  | { readonly code: "GIT_WRITES"; readonly branch: string; readonly found: string };

export interface CheckoutLook {
  /** To be remembered; null: the issues are in no history, so that no checkout changes them. */
  readonly checkout: Checkout | null;
  readonly hold: CheckoutHold | null;
  /** What is checked out now. null: no repository, or not on a branch. */
  readonly now: Checkout | null;
}

const NOTHING: CheckoutLook = { checkout: null, hold: null, now: null };

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

/**
 * Whether the issues in a folder may be read now. Where they are part of a repository's history, they are read on one branch only, from where
 * it stood or later: another branch or an old commit that is checked out is no edit, and a file that is not there is no deletion.
 * `known`: what was remembered.
 */
export async function lookAtCheckout(folder: string, known: Checkout | null): Promise<CheckoutLook> {
  const at = await gitDirectoryOf(folder);
  if (at === null) return NOTHING;
  const branch = known?.branch ?? "";
  if (!(await isQuiet(at))) {
    const tracked = known !== null || (await isTracked(folder)) !== false;
    return tracked ? { checkout: known, hold: { code: "GIT_WRITES", branch, found: "index.lock" }, now: null } : NOTHING;
  }
  const head = await readText(join(at, "HEAD"));
  const current = /^ref: refs\/heads\/(.+?)\s*$/.exec(head)?.[1] ?? null;
  const underway = await operationIn(at);
  const tracked = await isTracked(folder);
  if (known === null && tracked !== true) return NOTHING;
  const found = await git(folder, ["rev-parse", "--verify", "--quiet", "HEAD"]);
  const commit = found.kind === "done" ? found.out.trim() : "";
  const now = current === null || underway !== null ? null : { branch: await branchName(folder, current), commit };
  if (underway !== null) return { checkout: known, hold: { code: "GIT_UNDERWAY", branch, found: underway }, now };
  if (now === null) return { checkout: known, hold: { code: "NO_BRANCH", branch, found: (commit || head.trim()).slice(0, 10) }, now };
  if (known === null) return { checkout: now, hold: null, now };
  if (now.branch !== known.branch) return { checkout: known, hold: { code: "OTHER_BRANCH", branch, found: now.branch }, now };
  if (commit !== "" && known.commit !== "" && commit !== known.commit) {
    const older = await git(folder, ["merge-base", "--is-ancestor", commit, known.commit]);
    if (older.kind === "done") return { checkout: known, hold: { code: "OLDER_COMMIT", branch, found: commit.slice(0, 10) }, now };
  }
  // Taken out of the history, on their own branch: from now on no checkout changes them.
  if (tracked === false) return { ...NOTHING, now };
  return { checkout: commit === "" ? known : now, hold: null, now };
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

/** Whether git keeps a file of the folder; null: nobody knows. */
async function isTracked(folder: string): Promise<boolean | null> {
  const found = await git(folder, ["ls-files", "-z", "--", "./"]);
  return found.kind === "done" ? found.out !== "" : null;
}

/** Where references are kept in tables, the file HEAD names a place that is none. */
async function branchName(folder: string, current: string): Promise<string> {
  if (current !== ".invalid") return current;
  const found = await git(folder, ["symbolic-ref", "--short", "HEAD"]);
  return found.kind === "done" ? found.out.trim() : current;
}

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}

async function stampOf(file: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch(() => null);
  return found === null ? "-" : `${found.mtimeNs}.${found.size}`;
}
