import { randomBytes } from "node:crypto";
import { type BigIntStats, existsSync, renameSync } from "node:fs";
import { type FileHandle, link, open, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { mapBounded } from "./map-bounded.ts";
import { TEMPORARY } from "./project-folder.ts";
import { type FileNames, type FileStat, errorCode, fileStat, readSettledFile, statFile } from "./read-file.ts";
import { asideName, isStill, swapFile, takenName } from "./swap-file.ts";

/** A file whose text is to be replaced, if it still has the expected version. */
export interface Replacement {
  readonly path: string;
  readonly expected: string;
  readonly text: string;
  /** By a person: whoever may type at any moment does not keep them from it. */
  readonly commanded?: boolean | undefined;
}

export type Written =
  | { readonly kind: "done"; readonly stat: FileStat }
  /** Somebody else has changed it (or, when created, made it): nothing was written. */
  | { readonly kind: "stale" }
  /** It is locked, the disk is full, the folder is away: nothing was written. */
  | { readonly kind: "busy" };

/** Who may be typing into a file, asked when all is prepared: flushing takes long on a busy disk, and nothing is awaited between this and the rename. */
export interface LastLook {
  settle(): Promise<void>;
  /** As `busy` then. */
  isUnsaved(path: string, commanded?: boolean): boolean;
}

const NOBODY: LastLook = { settle: () => Promise.resolve(), isUnsaved: () => false };

/** Files prepared at one time: as many as the platform's threads can flush beside each other, and some to wait. */
const PARALLEL = 8;

/**
 * Replaces texts, each as a whole: whoever opens the file reads the old one, the new one or, for some microseconds, none; after a crash or power cut the
 * sweep leaves one of them.
 * The old file is linked aside and compared before and after, and only it is replaced (`swap-file.ts`): what somebody saves in the meantime stays and is
 * reported as `stale` (docs/PROMISES.md P13). Durable when it returns. One outcome each, in order; a path must not come twice.
 */
export async function replaceFiles(jobs: readonly Replacement[], look: LastLook = NOBODY): Promise<Written[]> {
  const prepared = await mapBounded(jobs, PARALLEL, (job) => prepare(job));
  if (jobs.length > 0) await look.settle();
  const asides: Aside[] = [];
  const outcomes: Written[] = [];
  for (const [i, job] of jobs.entries()) {
    const temporary = prepared[i] ?? null;
    outcomes.push(temporary === null ? { kind: "busy" } : await exchange(job, temporary, asides, look));
  }
  await syncFolders(asides.map((aside) => aside.path));
  // What an editor that had it open wrote into the old file in the meantime stays for the sweep.
  await mapBounded(asides, PARALLEL, async ({ aside, looked }) => {
    if (isStill(aside, looked)) await remove(aside);
  });
  return outcomes;
}

/**
 * Creates a file with this text, atomically and durably but for the entry in its folder: call `syncFolders` before reporting it. Never
 * replaces one: `stale` if the name is taken.
 */
export async function createFile(path: string, text: string): Promise<Written> {
  const temporary = await writeTemporary(path, text, 0o644);
  if (temporary === null) return { kind: "busy" };
  try {
    return await placeNew(temporary, path);
  } finally {
    await remove(temporary);
  }
}

/**
 * Gives a file a new name in the same file system; `stale` if that name is taken. One step, so that a crash
 * never leaves it under both names.
 */
export async function moveFile(from: string, to: string): Promise<Written> {
  if ((await statFile(to)).kind !== "absent") return { kind: "stale" };
  try {
    // Nothing is awaited between the look and the rename: only another process could take the name, within microseconds.
    if (existsSync(to)) return { kind: "stale" };
    renameSync(from, to);
    return { kind: "done", stat: fileStat(await stat(to, { bigint: true })) };
  } catch {
    return { kind: "busy" };
  }
}

/** Makes the entries of these files below `top` durable, and of every folder on the way: one that was just made is in no safe place by itself. */
export async function syncFoldersBelow(top: string, paths: readonly string[]): Promise<void> {
  const all: string[] = [];
  for (const path of paths) for (let at = path; at.length > top.length; at = dirname(at)) all.push(at);
  await syncFolders(all);
}

/** Makes the entries of these files durable. */
export async function syncFolders(paths: readonly string[]): Promise<void> {
  for (const folder of new Set(paths.map((path) => dirname(path)))) {
    let handle: FileHandle | undefined;
    try {
      handle = await open(folder, "r");
      await handle.sync();
    } catch (error) {
      // Not every system can open or flush a folder (Windows cannot): there the rename itself is all there is.
      if (!["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP", "EBADF", "ENOENT"].includes(errorCode(error))) throw error;
    } finally {
      await handle?.close();
    }
  }
}

interface Aside {
  readonly path: string;
  readonly aside: string;
  readonly looked: BigIntStats;
}

async function prepare(job: Replacement): Promise<string | null> {
  const before = await statFile(job.path);
  return writeTemporary(job.path, job.text, before.kind === "file" ? before.stat.mode & 0o777 : 0o644);
}

/** A flushed hidden file beside `path` with this text; null: that is not possible now. */
async function writeTemporary(path: string, text: string, mode: number): Promise<string | null> {
  const temporary = join(dirname(path), `${TEMPORARY}${randomBytes(9).toString("hex")}.tmp`);
  let handle: FileHandle | undefined;
  try {
    handle = await open(temporary, "wx", 0o600);
    await handle.writeFile(text);
    await handle.chmod(mode);
    await handle.sync();
    return temporary;
  } catch {
    await remove(temporary);
    return null;
  } finally {
    await handle?.close();
  }
}

async function exchange(job: Replacement, temporary: string, asides: Aside[], look: LastLook): Promise<Written> {
  const aside = asideName(temporary, job.expected);
  const linked = await linkAside(job.path, aside);
  const taken = linked ? takenName(temporary, job.expected, job.path) : null;
  try {
    if (!linked && (await versionAt(job.path, "one")) !== job.expected) return { kind: "stale" };
    if (linked && (await versionAt(aside, "any")) !== job.expected) {
      await remove(aside);
      return { kind: "stale" };
    }
    const stats = await stat(temporary, { bigint: true });
    const looked = linked ? await stat(aside, { bigint: true }) : null;
    if (look.isUnsaved(job.path, job.commanded)) {
      await remove(aside);
      return { kind: "busy" };
    }
    if (looked && !isStill(job.path, looked)) {
      await remove(aside);
      return { kind: "stale" };
    }
    if (looked === null || taken === null) renameSync(temporary, job.path);
    else if (!swapFile(job.path, looked, temporary, taken)) {
      await remove(aside);
      return { kind: "stale" };
    }
    if (looked && (await versionAt(aside, "any")) !== job.expected) {
      // An editor still wrote to the old file after we had looked: its text is the one that counts, unless somebody saved over ours since. Then the sweep has it.
      if (isStill(job.path, stats)) await rename(aside, job.path).catch(() => undefined);
      return { kind: "stale" };
    }
    if (looked) asides.push({ path: job.path, aside, looked });
    return { kind: "done", stat: fileStat(stats) };
  } catch {
    await remove(aside);
    return { kind: "busy" };
  } finally {
    // What was taken and has no name again is known by what was to take its place.
    if (taken === null || !existsSync(taken)) await remove(temporary);
  }
}

/** False where the file system has no hard links, or the file is gone; the caller looks at the file itself then. */
async function linkAside(path: string, aside: string): Promise<boolean> {
  return link(path, aside).then(
    () => true,
    () => false,
  );
}

async function versionAt(path: string, names: FileNames): Promise<string | null> {
  const read = await readSettledFile(path, names);
  return read.kind === "text" ? read.version : null;
}

async function placeNew(from: string, to: string): Promise<Written> {
  try {
    await link(from, to);
    return { kind: "done", stat: fileStat(await stat(to, { bigint: true })) };
  } catch (error) {
    if (errorCode(error) === "EEXIST") return { kind: "stale" };
    // No hard links on this file system, or they are not allowed.
    return moveFile(from, to);
  }
}

/** What is left behind is swept by the next scan. */
async function remove(path: string): Promise<void> {
  await unlink(path).catch(() => undefined);
}
