import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreUnavailable } from "../ports/store.ts";
import { createPrivateFile } from "./private-file.ts";
import { storeError } from "./sqlite-errors.ts";

/** Held as long as this process lives and has not released it. Keep it: a lock that is garbage collected is free. */
export interface WorkerLock {
  /** Harmless to repeat. */
  release(): void;
}

/** Never opened but here: on POSIX systems closing any other handle to it in this process would free the lock. */
const LOCK_FILE = "worker.lock";

/**
 * Becomes the one worker of the project with this state directory (A11), which must exist. Null when another process, or this one, is it
 * already. The operating system keeps the lock while its holder sleeps and frees it at once when its holder dies; no clock is involved.
 * Nothing is ever written to the file, so there is neither journal nor recovery. Throws when
 * the file cannot be made. `name`: another lock than the worker's, held by the same rules.
 */
export function tryLock(directory: string, name = LOCK_FILE): WorkerLock | null {
  let sqlite: DatabaseSync | null = null;
  try {
    const file = join(directory, name);
    createPrivateFile(file);
    sqlite = new DatabaseSync(file);
    sqlite.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE");
  } catch (cause) {
    sqlite?.close();
    const error = storeError(cause);
    if (error instanceof StoreUnavailable && error.trouble === "busy") return null;
    throw error;
  }
  const held = sqlite;
  return {
    release() {
      if (held.isOpen) held.close();
    },
  };
}
