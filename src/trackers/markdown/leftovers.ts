import { lstat, readdir, unlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { readIssueFile } from "./issue-file.ts";
import { ATTACHMENTS, TEMPORARY, isFolder } from "./project-folder.ts";
import { readSettledFile } from "./read-file.ts";
import { giveBack, isAsExpected, isSameFile, nameOfTaken, stemOf } from "./swap-file.ts";
import { moveToTrash, syncTrash } from "./trash.ts";

/**
 * Sweeps what a crash left in the folder. A prepared text that never got its place is removed, and a file that was taken away for it gets its name back.
 * An old file is removed only where nothing had been put in its place, or where it holds the text that was to be replaced; otherwise somebody saved it in the
 * moment of the crash, and it goes to the trash.
 */
export async function sweepLeftovers(folder: string): Promise<void> {
  if (await isFolder(join(folder, ATTACHMENTS))) await (await import("./beside.ts")).sweepBeside(folder);
  const names = (await readdir(folder)).filter((name) => name.startsWith(TEMPORARY));
  for (const ofOne of Map.groupBy(names, stemOf).values()) await sweepOne(folder, ofOne);
}

/** What is left of one exchange. */
async function sweepOne(folder: string, names: readonly string[]): Promise<void> {
  const text = names.find((name) => name.endsWith(".tmp"));
  const isPlaced = text === undefined || (await hasOtherName(join(folder, text)));
  const former = names.filter((name) => name.endsWith(".old"));
  for (const name of names) {
    const wanted = nameOfTaken(name);
    if (wanted === null || !(await isOrdinary(join(folder, name)))) continue;
    const path = join(folder, name);
    const given = isPlaced ? "occupied" : giveBack(path, join(folder, wanted));
    const isDone = given === "given" || (given === "occupied" && (await keep(folder, path, isPlaced, former)));
    // All of it stays as it is until it can be done.
    if (!isDone && !isPlaced) return;
  }
  for (const name of former) {
    const path = join(folder, name);
    if (!isPlaced) await remove(path);
    else if (await isOrdinary(path)) await ((await hasOtherName(path)) ? remove(path) : keep(folder, path, true, []));
  }
  // It goes last, so that the next try can tell, too.
  if (text !== undefined) await remove(join(folder, text));
}

/** To the trash, unless it is what was replaced. `others`: other names of it may be among them. False: not now. */
async function keep(folder: string, path: string, isReplaced: boolean, others: readonly string[]): Promise<boolean> {
  const read = await readSettledFile(path, "any");
  if (read.kind !== "text") return false;
  if (isReplaced && isAsExpected(path, read.version)) return remove(path);
  for (const other of others) if (isSameFile(path, join(folder, other))) await remove(join(folder, other));
  const issue = readIssueFile(read.text);
  const moved = await moveToTrash(folder, basename(path), (issue.ok ? issue.value.key : null) ?? "recovered", read.version);
  await syncTrash(folder);
  return moved.kind === "done";
}

async function isOrdinary(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function hasOtherName(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isFile() && found.nlink > 1,
    () => false,
  );
}

async function remove(path: string): Promise<boolean> {
  return unlink(path).then(
    () => true,
    () => false,
  );
}
