import { lstat, readFile, readdir, unlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { readIssueFile } from "./issue-file.ts";
import { TEMPORARY } from "./project-folder.ts";
import { isAsExpected } from "./replace-file.ts";
import { textVersion } from "./text-version.ts";
import { moveToTrash, syncTrash } from "./trash.ts";

/**
 * Sweeps what a crash left in the folder. A prepared text that never got its place is removed. An old file that was linked aside is removed only
 * where it still stands or holds the text that was to be replaced; otherwise somebody saved it in the moment of the crash, and it goes to
 * the trash.
 */
export async function sweepLeftovers(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(TEMPORARY));
  for (const name of names) {
    const path = join(folder, name);
    if (name.endsWith(".old") && !(await isSettled(folder, path))) continue;
    await unlink(path).catch(() => undefined);
  }
}

/** False: it was moved to the trash, or cannot be read now. */
async function isSettled(folder: string, path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  // Still the file itself, under a second name: the crash came before its place was taken.
  if (found !== null && found.nlink > 1) return true;
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return false;
  if (isAsExpected(path, text)) return true;
  const read = readIssueFile(text);
  await moveToTrash(folder, basename(path), (read.ok ? read.value.key : null) ?? "recovered", textVersion(text));
  await syncTrash(folder);
  return false;
}
