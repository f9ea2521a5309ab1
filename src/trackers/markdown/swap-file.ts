import { type BigIntStats, linkSync, lstatSync, renameSync, unlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { TEMPORARY } from "./project-folder.ts";
import { errorCode } from "./read-file.ts";

/** Bytes of a name, on all usual file systems. */
const LONGEST_NAME = 255;

/**
 * Names of what is prepared beside a file: `.ferry-STEM.tmp`, the new text; `.ferry-STEM.VERSION.old`, the file linked aside; `.ferry-STEM.VERSION.taken.NAME`,
 * the file while it has no name of its own. VERSION is what they are meant to hold: after a crash, another one is somebody's edit (`leftovers.ts`).
 */
export function asideName(temporary: string, expected: string): string {
  return temporary.replace(/\.tmp$/, `.${expected}.old`);
}

/** null: that would be too long a name. */
export function takenName(temporary: string, expected: string, path: string): string | null {
  const name = basename(temporary).replace(/\.tmp$/, `.${expected}.taken.${basename(path)}`);
  return Buffer.byteLength(name) > LONGEST_NAME ? null : join(dirname(temporary), name);
}

/** What the names of one exchange have in common. */
export function stemOf(name: string): string {
  return name.slice(0, name.indexOf(".", TEMPORARY.length));
}

/** The name that a file had before it was taken; null: it is no such file. */
export function nameOfTaken(name: string): string | null {
  return /^\.ferry-[^.]+\.[^.]*\.taken\.(.+)$/s.exec(name)?.[1] ?? null;
}

export function isAsExpected(path: string, version: string): boolean {
  return basename(path).slice(TEMPORARY.length).split(".")[1] === version;
}

/**
 * Moves `from` into the place of exactly the file that was looked at; false: another one stands there, and stays. A rename over it would not ask what is
 * replaced, and no call of Node's exchanges two files: so the file is taken away, under whatever text it came, looked at, and `from` gets a name that nobody
 * else has taken meanwhile. The path is free for some microseconds; a crash within them leaves the file under `taken`, and the next look at the folder
 * gives it its name again. Throws what the system says, and then all is as it was.
 */
export function swapFile(path: string, looked: BigIntStats, from: string, taken: string): boolean {
  renameSync(path, taken);
  if (!isStill(taken, looked)) {
    giveBack(taken, path);
    return false;
  }
  try {
    linkSync(from, path);
  } catch (error) {
    if (errorCode(error) === "EEXIST") {
      // Somebody saved it just now, over what was looked at.
      tidy(taken);
      return false;
    }
    giveBack(taken, path);
    throw error;
  }
  tidy(from);
  tidy(taken);
  return true;
}

/** The same file, and nobody wrote into it. */
export function isStill(path: string, { ino, dev, mtimeNs, size }: BigIntStats): boolean {
  const now = lstatSync(path, { bigint: true });
  return now.ino === ino && now.dev === dev && now.mtimeNs === mtimeNs && now.size === size;
}

/** Where somebody saved another one meanwhile, both stay: the sweep finds what was taken. */
function giveBack(taken: string, path: string): void {
  try {
    linkSync(taken, path);
  } catch (error) {
    if (errorCode(error) !== "EEXIST") renameSync(taken, path);
    return;
  }
  tidy(taken);
}

/** What cannot be removed now the sweep finds. */
function tidy(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    return;
  }
}
