import { readFile, readdir, unlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { readIssueFile } from "./issue-file.ts";
import type { MemoryDraft } from "./memory-rows.ts";
import { TEMPORARY } from "./project-folder.ts";
import { textVersion } from "./text-version.ts";
import { moveToTrash, syncTrash } from "./trash.ts";

/**
 * Sweeps what a crash left in the folder. A prepared text that never got its place is removed. An old file that was linked aside is removed only
 * where its text is known or still stands; otherwise somebody saved it in the moment of the crash, and it goes to the trash.
 */
export async function sweepLeftovers(folder: string, draft: MemoryDraft): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(TEMPORARY));
  for (const name of names) {
    const path = join(folder, name);
    if (name.endsWith(".old") && !(await isKnown(folder, path, draft))) continue;
    await unlink(path).catch(() => undefined);
  }
}

/** False: it was moved to the trash, or cannot be read now. */
async function isKnown(folder: string, path: string, draft: MemoryDraft): Promise<boolean> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return false;
  const version = textVersion(text);
  const read = readIssueFile(text);
  const id = read.ok ? read.value.id : null;
  const key = read.ok ? read.value.key : null;
  if (id !== null && draft.texts(id).some((kept) => kept.version === version)) return true;
  const name = id === null ? null : draft.nameOf(id);
  const standing = name === null ? null : await readFile(join(folder, name), "utf8").catch(() => null);
  if (standing !== null && textVersion(standing) === version) return true;
  await moveToTrash(folder, basename(path), key ?? "recovered", version);
  await syncTrash(folder);
  return false;
}
