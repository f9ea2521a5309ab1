import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { tryLock } from "../store/worker-lock.ts";
import { storeTroubleOf, systemRefusalOf } from "./store-trouble.ts";

const PREFIX = "dry-run-";
const STORE = "store.sqlite";

/** A copy of the project's store, which lives as long as one dry run. Throws where there is no space for it. */
export function copyForDryRun(stateDirectory: string): { readonly file: string; readonly remove: () => void } {
  const directory = mkdtempSync(join(stateDirectory, PREFIX));
  // Locked before anything lies in it: so a copy that nobody locks is one that was left behind.
  const lock = tryLock(directory);
  const file = join(directory, STORE);
  const remove = (): void => {
    lock?.release();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const source = new DatabaseSync(join(stateDirectory, STORE), { readOnly: true });
    try {
      source.prepare("VACUUM INTO ?").run(file);
    } finally {
      source.close();
    }
  } catch (error) {
    remove();
    throw error;
  }
  return { file, remove };
}

/** Removes the copies of dry runs that were killed: whole stores, in the clear. What cannot be removed now is tried again at the next call. */
export function sweepDryRuns(stateDirectory: string): void {
  for (const name of readdirSync(stateDirectory)) {
    const directory = join(stateDirectory, name);
    if (!name.startsWith(PREFIX) || !existsSync(join(directory, STORE))) continue;
    try {
      const lock = tryLock(directory);
      if (!lock) continue;
      lock.release();
      rmSync(directory, { recursive: true, force: true });
    } catch (error) {
      if (storeTroubleOf(error) === null && systemRefusalOf(error) === null) throw error;
    }
  }
}
