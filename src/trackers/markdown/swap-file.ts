import { type BigIntStats, existsSync, linkSync, lstatSync, renameSync, unlinkSync } from "node:fs";
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

/** The name that an issue file had before it was taken; null: it is no such file. */
export function nameOfTaken(name: string): string | null {
  return /^\.ferry-[0-9a-f]{18}\.[0-9a-f]{32}\.taken\.([^.].*\.md)$/is.exec(name)?.[1] ?? null;
}

export function isAsExpected(path: string, version: string): boolean {
  return basename(path).slice(TEMPORARY.length).split(".")[1] === version;
}

/**
 * Moves `from` into the place of exactly the file that was looked at; false: another one stands there, and stays. A rename over it would not ask what is
 * replaced, and no call of Node's exchanges two files: so the file is taken away, under whatever text it came, looked at, and `from` gets a name that nobody
 * else has taken meanwhile. The path is free for some microseconds. What cannot get its name back lies under `taken`, and `from` beside it, for the sweep
 * (`leftovers.ts`), as after a crash. Throws what the system says where `from` is not placed.
 */
export function swapFile(path: string, looked: BigIntStats, from: string, taken: string): boolean {
  try {
    renameSync(path, taken);
  } catch (error) {
    // Some file systems take shorter names than others: there a rename over it is all there is.
    if (errorCode(error) !== "ENAMETOOLONG") throw error;
    renameSync(from, path);
    return true;
  }
  try {
    if (isStill(taken, looked)) {
      placeNamed(from, path);
      tidy(taken);
      return true;
    }
  } catch (error) {
    const isSaved = errorCode(error) === "EEXIST";
    // Somebody saved over what was looked at, just now, as over any file.
    if (isSaved && isStill(taken, looked)) tidy(taken);
    else giveBack(taken, path);
    if (!isSaved) throw error;
    return false;
  }
  giveBack(taken, path);
  return false;
}

/** The same file, and nobody wrote into it. */
export function isStill(path: string, { ino, dev, mtimeNs, size }: BigIntStats): boolean {
  const now = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return now !== undefined && now.ino === ino && now.dev === dev && now.mtimeNs === mtimeNs && now.size === size;
}

/** `occupied`: somebody saved another file there meanwhile, and both stay. */
export function giveBack(taken: string, path: string): "given" | "occupied" | "busy" {
  try {
    placeNamed(taken, path);
    return "given";
  } catch (error) {
    if (errorCode(error) === "EEXIST") return "occupied";
  }
  try {
    if (existsSync(path)) return "occupied";
    renameSync(taken, path);
    return "given";
  } catch {
    return "busy";
  }
}

/** Moves a file to a name that is free; throws EEXIST where it is not. */
function placeNamed(from: string, path: string): void {
  try {
    linkSync(from, path);
  } catch (error) {
    // An answer that got lost on its way through a network says so of its own deed.
    if (errorCode(error) !== "EEXIST" || !isSameFile(from, path)) throw error;
  }
  tidy(from);
}

export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => lstatSync(path, { bigint: true, throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}

/** What cannot be removed now the sweep finds. */
function tidy(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    return;
  }
}
