import { readdir, unlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { readIssueFile } from "./issue-file.ts";
import { ATTACHMENTS, TEMPORARY, isFolder } from "./project-folder.ts";
import { readSettledFile, statFile } from "./read-file.ts";
import { moveFile } from "./replace-file.ts";
import { isAsExpected, nameOfTaken, stemOf } from "./swap-file.ts";
import { moveToTrash, syncTrash } from "./trash.ts";

/**
 * Sweeps what a crash left in the folder. A file that had lost its name gets it back. A prepared text that never got its place is removed. An old file that
 * was linked aside is removed only where nothing had been put in its place, or where it holds the text that was to be replaced; otherwise somebody saved it
 * in the moment of the crash, and it goes to the trash.
 */
export async function sweepLeftovers(folder: string): Promise<void> {
  if (await isFolder(join(folder, ATTACHMENTS))) await (await import("./beside.ts")).sweepBeside(folder);
  const names = (await readdir(folder)).filter((name) => name.startsWith(TEMPORARY));
  const waiting = await neverPlaced(folder, names);
  // A prepared text goes after what was taken or linked aside for it, so that the next try can tell, too.
  for (const name of names.sort((a, b) => orderOf(a) - orderOf(b))) {
    const path = join(folder, name);
    const former = nameOfTaken(name);
    if (former !== null && (await hasNameAgain(path, join(folder, former)))) continue;
    const isFormer = former !== null || name.endsWith(".old");
    const isUnused = former === null && waiting.has(stemOf(name));
    if (isFormer && !isUnused && !(await isSettled(folder, path))) continue;
    await unlink(path).catch(() => undefined);
  }
}

/** Only what can have been an issue file, and where the name is free. */
async function hasNameAgain(path: string, former: string): Promise<boolean> {
  const stat = await statFile(path);
  const isOrdinary = stat.kind === "file" || (stat.kind === "fault" && stat.fault.code === "HARD_LINK");
  if (!isOrdinary || !/^[^.].*\.md$/i.test(basename(former))) return false;
  return (await moveFile(path, former)).kind === "done";
}

function orderOf(name: string): number {
  return nameOfTaken(name) === null ? (name.endsWith(".tmp") ? 2 : 1) : 0;
}

/** Stems of prepared texts that have no other name: one that got its place may have kept this one. */
async function neverPlaced(folder: string, names: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const name of names) {
    if (!name.endsWith(".tmp")) continue;
    const stat = await statFile(join(folder, name));
    if (stat.kind !== "fault" || stat.fault.code !== "HARD_LINK") found.add(stemOf(name));
  }
  return found;
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
