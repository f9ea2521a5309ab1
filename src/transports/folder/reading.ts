import { Buffer } from "node:buffer";
import { constants, type Stats } from "node:fs";
import { lstat, open, type FileHandle } from "node:fs/promises";
import { isSystemError } from "./failures.ts";

/** Links are not followed and a FIFO does not block; Windows has neither flag, there `lstat` before decides alone. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** A message is a regular file with no second name: links of either kind, FIFOs, devices and directories are none. */
function isMessage(found: Stats, largest: number): boolean {
  return found.isFile() && found.nlink <= 1 && found.size <= largest;
}

/** Size of the message at this path; null when there is none of allowed size. */
export async function messageSize(path: string, largest: number): Promise<number | null> {
  try {
    const found = await lstat(path);
    return isMessage(found, largest) ? found.size : null;
  } catch (error) {
    if (isSystemError(error)) return null;
    throw error;
  }
}

/**
 * The bytes of a message that nobody is writing: size and time are the same before and after. null when it is missing, changing,
 * larger than `largest` or no regular file, and for every fault of the system: the caller comes back.
 */
export async function readSettled(path: string, largest: number): Promise<Uint8Array | null> {
  if ((await messageSize(path, largest)) === null) return null;
  let file: FileHandle | null = null;
  try {
    file = await open(path, FLAGS);
    const before = await file.stat();
    if (!isMessage(before, largest)) return null;
    const bytes = await readUpTo(file, before.size + 1);
    const after = await file.stat();
    return bytes.length === before.size && after.size === before.size && after.mtimeMs === before.mtimeMs ? bytes : null;
  } catch (error) {
    if (isSystemError(error)) return null;
    throw error;
  } finally {
    await file?.close();
  }
}

/** Never reads further than asked, however fast the file grows. */
async function readUpTo(file: FileHandle, count: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(count);
  let at = 0;
  while (at < count) {
    const { bytesRead } = await file.read(buffer, at, count - at, at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return buffer.subarray(0, at);
}
