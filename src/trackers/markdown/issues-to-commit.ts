import { join } from "node:path";
import { git } from "./git-run.ts";
import { readIssueFile } from "./issue-file.ts";
import { mapBounded } from "./map-bounded.ts";
import type { MemoryDraft } from "./memory-rows.ts";
import { readSettledFile } from "./read-file.ts";

/** Names of files whose issues the history does not have as they are. */
export interface IssuesToCommit {
  readonly present: readonly string[];
  /** Those of them that git does not know yet. */
  readonly fresh: readonly string[];
  readonly gone: readonly string[];
}

/** Files looked at beside each other; for each that is gone git runs once. */
const PARALLEL = 8;

/**
 * What of a folder is to be committed on top of a commit: the issues that the tracker's memory has as they stand there, and the removal of those
 * that it has seen go. Not what is no issue, is asked about, was edited since it was read, or what a person took out of the history and left in
 * the folder. null: git does not answer.
 */
export async function issuesIn(folder: string, commit: string, draft: MemoryDraft): Promise<IssuesToCommit | null> {
  const differing = await git(folder, ["diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", "--relative", commit, "--", "./"]);
  const unknown = await git(folder, ["ls-files", "--others", "--exclude-standard", "-z", "--", "./"]);
  if (differing.kind !== "done" || unknown.kind !== "done") return null;
  const inHistory = namesIn(differing.out);
  const others = new Set(namesIn(unknown.out));
  const fresh = [...others].filter((name) => !inHistory.includes(name));
  const names = [...inHistory.filter((name) => !others.has(name)), ...fresh];
  const rows = draft.files();
  const standings = await mapBounded(names, PARALLEL, async (name) => {
    const read = await readSettledFile(join(folder, name));
    if (read.kind === "absent") return "absent";
    const row = rows.get(name);
    const isSettled = row !== undefined && row.id !== null && !row.fault && !row.asked && !row.restore;
    return isSettled && read.kind === "text" && read.version === row.agreed ? "issue" : "other";
  });
  const those = (standing: string): string[] => names.filter((_, i) => standings[i] === standing);
  const present = new Set(those("issue"));
  const absent = those("absent");
  const isGone = await mapBounded(absent, PARALLEL, async (name) => {
    const before = await git(folder, ["cat-file", "blob", `${commit}:./${name}`]);
    const read = before.kind === "done" ? readIssueFile(before.out) : null;
    const id = read?.ok === true ? read.value.id : null;
    // Of an issue that the tracker has seen go, its newest text is left.
    if (id === null || draft.missing(id) !== null || draft.texts(id).length === 0) return false;
    const renamed = draft.nameOf(id);
    return renamed === null || present.has(renamed);
  });
  return { present: [...present], fresh: fresh.filter((name) => present.has(name)), gone: absent.filter((_, i) => isGone[i]) };
}

/** Of the folder itself, not of what lies below it. */
function namesIn(out: string): string[] {
  return out.split("\0").filter((name) => name !== "" && !name.includes("/"));
}
