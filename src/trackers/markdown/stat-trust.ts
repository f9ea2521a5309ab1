import type { FileStat } from "./read-file.ts";

/** A clock of a file system may move in steps of this size, in milliseconds; one with whole seconds only, in steps of two seconds. */
const GRAIN_MS = 20;
const COARSE_GRAIN_MS = 2000;

/**
 * Whether a file could still change without its time showing it: it was changed in the same step of the clock in which it was read.
 * Such a file is read again at the next scan.
 */
export function isUncertain(stat: FileStat, now: number): boolean {
  const grain = stat.mtime % 1_000_000_000n === 0n ? COARSE_GRAIN_MS : GRAIN_MS;
  return Number(stat.mtime / 1_000_000n) + grain >= now;
}
