import { createHash } from "node:crypto";
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

interface NamedText {
  readonly name: string;
  readonly text: string;
}

/**
 * Of these files of a folder, those that are as in a commit: git could have put them there. Where git cannot say so, all of them. Texts are
 * compared by git's ids, without git: where it compares files itself, it runs the filters that the clone names.
 */
export async function namesAsInCommit(folder: string, commit: string, files: readonly NamedText[]): Promise<ReadonlySet<string>> {
  const names = files.map(({ name }) => name);
  if (files.length === 0) return new Set();
  const listed = await git(folder, ["ls-tree", "-z", commit, "./"]);
  if (listed.kind !== "done") return new Set(names);
  const ids = new Map<string, string>();
  for (const entry of listed.out.split("\0")) {
    const [, id, path] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
    if (id !== undefined && path !== undefined) ids.set(path.slice(path.lastIndexOf("/") + 1), id);
  }
  return new Set(files.filter(({ name, text }) => isBlob(text, ids.get(name))).map(({ name }) => name));
}

/** Git may give lines another end in the work tree than they have in the history. */
function isBlob(text: string, id: string | undefined): boolean {
  return id !== undefined && [text, text.replaceAll("\r\n", "\n")].some((one) => blobId(one, id.length) === id);
}

function blobId(text: string, length: number): string {
  const bytes = Buffer.from(text);
  return createHash(length === 64 ? "sha256" : "sha1")
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest("hex");
}
