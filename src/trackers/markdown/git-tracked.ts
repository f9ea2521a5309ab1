import { git } from "./git-run.ts";

/** Where git keeps what it can bring back: the commit that is checked out, the one before a merge or reset, and new files that were stashed. */
const KEPT = ["HEAD", "ORIG_HEAD", "stash^3"];

/**
 * Names of the files of a folder that git could bring back. Empty without git, repository or commit; null when git did not answer in time.
 */
export async function namesInCommit(folder: string): Promise<ReadonlySet<string> | null> {
  const names = new Set<string>();
  for (const commit of KEPT) {
    const found = await git(folder, ["ls-tree", "-z", "--name-only", commit, "./"]);
    if (found.kind === "silent") return null;
    if (found.kind === "missing") return names;
    if (found.kind === "done") for (const path of found.out.split("\0")) names.add(path.slice(path.lastIndexOf("/") + 1));
  }
  return names;
}

/** Of these files of a folder, those that are as in the commit that is checked out: git could have put them there. */
export async function namesAsInCommit(folder: string, names: readonly string[]): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  const known = await git(folder, ["ls-tree", "-z", "--name-only", "HEAD", "./"]);
  const differ = await git(folder, ["diff", "-z", "--name-only", "--no-ext-diff", "--no-textconv", "--relative", "HEAD", "--", ...names]);
  if (known.kind !== "done" || differ.kind !== "done") return new Set();
  const committed = new Set(known.out.split("\0").map((path) => path.slice(path.lastIndexOf("/") + 1)));
  const changed = new Set(differ.out.split("\0"));
  return new Set(names.filter((name) => committed.has(name) && !changed.has(name)));
}
