import { closeSync, openSync } from "node:fs";

/**
 * Creates an empty file that only its owner can read, for SQLite to open; whatever SQLite puts beside it gets the same mode. A file that
 * exists is not touched, not even opened: on POSIX systems closing it again would free the locks that this process holds on it
 * through SQLite. Throws what the file system says.
 */
export function createPrivateFile(file: string): void {
  try {
    closeSync(openSync(file, "ax", 0o600));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}
