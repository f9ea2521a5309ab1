import { readdir, unlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { readIssueFile } from "./issue-file.ts";
import { ATTACHMENTS, TEMPORARY, isFolder } from "./project-folder.ts";
import { readSettledFile } from "./read-file.ts";
import { isAsExpected } from "./replace-file.ts";
import { moveToTrash, syncTrash } from "./trash.ts";

/**
 * Sweeps what a crash left in the folder. A prepared text that never got its place is removed. An old file that was linked aside is removed only
 * where nothing had been put in its place, or where it holds the text that was to be replaced; otherwise somebody saved it in the moment of
 * the crash, and it goes to the trash.
 */
export async function sweepLeftovers(folder: string): Promise<void> {
  if (await isFolder(join(folder, ATTACHMENTS))) await (await import("./beside.ts")).sweepBeside(folder);
  const names = (await readdir(folder)).filter((name) => name.startsWith(TEMPORARY));
  // A prepared text that is still there never got its place. It goes after what was linked aside for it, so that the next try can tell, too.
  const waiting = new Set(names.filter((name) => name.endsWith(".tmp")).map(stemOf));
  for (const name of names.sort((a, b) => Number(a.endsWith(".tmp")) - Number(b.endsWith(".tmp")))) {
    const path = join(folder, name);
    if (name.endsWith(".old") && !waiting.has(stemOf(name)) && !(await isSettled(folder, path))) continue;
    await unlink(path).catch(() => undefined);
  }
}

/** What a prepared text and the file linked aside for it have in common. */
function stemOf(name: string): string {
  return name.slice(0, name.indexOf(".", TEMPORARY.length));
}

/** False: it was moved to the trash, cannot be read now, or is nothing that Ferry can have linked aside. */
async function isSettled(folder: string, path: string): Promise<boolean> {
  const read = await readSettledFile(path, "any");
  if (read.kind !== "text") return false;
  if (isAsExpected(path, read.version)) return true;
  const issue = readIssueFile(read.text);
  await moveToTrash(folder, basename(path), (issue.ok ? issue.value.key : null) ?? "recovered", read.version);
  await syncTrash(folder);
  return false;
}
