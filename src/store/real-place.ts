import { existsSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** More links than any system follows: a loop. */
const MOST_LINKS = 40;

/**
 * Where a file or directory really lies, or would lie once created: links are resolved in what exists, dangling ones too.
 */
export function realPlace(path: string, links = MOST_LINKS): string {
  const absolute = resolve(path);
  try {
    return realpathSync.native(absolute);
  } catch {
    const parent = dirname(absolute);
    if (parent === absolute) return absolute;
    const here = join(realPlace(parent, links), basename(absolute));
    const target = linkTarget(here);
    return target === null || links === 0 ? here : realPlace(resolve(dirname(here), target), links - 1);
  }
}

/** The same by the names alone: nothing is touched, so that a folder that hangs holds nobody. */
export function isNamedWithin(place: string, outer: string): boolean {
  const way = relative(outer, place);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/**
 * Whether a real place is another one or lies below it. Directories are compared by identity as well as by name, so that neither a
 * second mount nor a name in other letters hides one.
 */
export function isWithin(place: string, outer: string): boolean {
  if (isNamedWithin(place, outer)) return true;
  const identity = identityOf(outer);
  return identity !== null && ancestors(place).some((directory) => identityOf(directory) === identity);
}

/** The innermost git work tree that a real place lies in; null when none. */
export function gitWorkTreeOf(place: string): string | null {
  return ancestors(place).find((directory) => existsSync(join(directory, ".git"))) ?? null;
}

/** The place itself and all above it, innermost first. */
function ancestors(place: string): readonly string[] {
  const parent = dirname(place);
  return parent === place ? [place] : [place, ...ancestors(parent)];
}

/** Null for what is not there or does not say (a share that is away, a file system without numbers). */
function identityOf(path: string): string | null {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return ino === 0n ? null : `${dev}:${ino}`;
  } catch {
    return null;
  }
}

function linkTarget(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
