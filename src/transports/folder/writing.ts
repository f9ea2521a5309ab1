import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { open, rename, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { toBase32 } from "../../model/base32.ts";
import { standing } from "./directories.ts";
import { isSystemError, MISSING, saysOneOf } from "./failures.ts";

/** Milliseconds between tries to give a file its name: a virus scanner or sync client holds it for moments only. */
const RENAME_WAITS: readonly number[] = [20, 60, 180];
const HELD: ReadonlySet<string> = new Set(["EPERM", "EBUSY", "EACCES"]);
/** Systems that cannot sync a directory say one of these; there a rename is as durable as the system makes it. */
const NO_DIRECTORY_SYNC: ReadonlySet<string> = new Set(["EPERM", "EACCES", "EISDIR", "EINVAL", "EBADF", "ENOTSUP", "ENOSYS"]);
const FILLED: ReadonlySet<string> = new Set(["ENOTEMPTY", "EEXIST"]);

/** A name that nobody else uses. */
export function temporaryName(): string {
  return toBase32(randomBytes(16));
}

/**
 * Bytes, durable, under a temporary path that must be new. Throws the system's error and leaves nothing behind.
 */
export async function writeAside(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
    await file.close();
  } catch (error) {
    await file.close().catch(() => undefined);
    await discard(path);
    throw error;
  }
}

/**
 * Gives a prepared file its name, over what stood there; readers see the old file or the whole new one. Not durable until
 * `syncDirectory`. A name that is held is tried again a few times; `patient` false: once.
 */
export async function giveName(prepared: string, path: string, patient: boolean): Promise<void> {
  for (const pause of patient ? RENAME_WAITS : []) {
    try {
      return await rename(prepared, path);
    } catch (error) {
      if (!saysOneOf(error, HELD)) throw error;
    }
    await wait(pause);
  }
  await rename(prepared, path);
}

/** What stands at `path` in our own directory and is no file goes to `preparing`, links not followed, to be cleaned there. */
export async function moveAside(path: string, preparing: string): Promise<void> {
  await rename(path, join(preparing, temporaryName()));
}

/** Makes the names in a directory durable, where the system can. */
export async function syncDirectory(path: string): Promise<void> {
  try {
    const directory = await open(path, constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0));
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  } catch (error) {
    if (!saysOneOf(error, NO_DIRECTORY_SYNC)) throw error;
  }
}

/**
 * Removes a file, link, FIFO or empty directory; a filled directory stays, since nothing is ever removed with what is below it.
 * False when it is still there or was gone before; throws when the system refuses.
 */
export async function remove(path: string): Promise<boolean> {
  try {
    await ((await standing(path)) === "directory" ? rmdir(path) : unlink(path));
    return true;
  } catch (error) {
    if (saysOneOf(error, MISSING) || saysOneOf(error, FILLED)) return false;
    throw error;
  }
}

/** Removes it if the system lets us; leftovers are cleaned at the next pass. */
export async function discard(path: string): Promise<void> {
  try {
    await remove(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}
