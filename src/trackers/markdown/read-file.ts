import { constants } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";
import type { FileFault } from "./file-fault.ts";
import { LARGEST_FILE } from "./issue-change.ts";
import { textVersion } from "./text-version.ts";

/** What tells without reading whether a file may have changed: size, time of change and inode. */
export interface FileStat {
  readonly text: string;
  readonly size: number;
  /** Nanoseconds since 1970, by the clock of the file system. */
  readonly mtime: bigint;
  readonly mode: number;
}

export type StatResult =
  | { readonly kind: "file"; readonly stat: FileStat }
  | { readonly kind: "fault"; readonly stat: FileStat; readonly fault: FileFault }
  | { readonly kind: "absent" }
  | { readonly kind: "busy" };

export type FileRead =
  | { readonly kind: "text"; readonly text: string; readonly version: string; readonly stat: FileStat }
  | { readonly kind: "fault"; readonly fault: FileFault; readonly stat: FileStat }
  | { readonly kind: "empty"; readonly stat: FileStat }
  | { readonly kind: "absent" }
  /** It changed while it was read, or somebody holds it: look again. */
  | { readonly kind: "busy" };

/** How many names a file may have. */
export type FileNames = "one" | "any";

/** What stands at a path, links not followed. */
export async function statFile(path: string, names: FileNames = "one"): Promise<StatResult> {
  try {
    return judged(await lstat(path, { bigint: true }), names);
  } catch (error) {
    return { kind: isMissing(error) ? "absent" : "busy" };
  }
}

/**
 * The text of a file that stood still while it was read: size, time and inode are the same before and after. Never follows a link,
 * never waits for a FIFO, never reads more than the largest file. `names`: whether one with hard links elsewhere is taken, as a file that Ferry
 * itself has linked aside.
 */
export async function readSettledFile(path: string, names: FileNames = "one"): Promise<FileRead> {
  const before = await statFile(path, names);
  if (before.kind !== "file") return before;
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const opened = judged(await handle.stat({ bigint: true }), names);
    if (opened.kind !== "file" || opened.stat.text !== before.stat.text) return { kind: "busy" };
    const bytes = Buffer.alloc(before.stat.size + 1);
    const length = await readAll(handle, bytes);
    const after = judged(await handle.stat({ bigint: true }), names);
    if (after.kind !== "file" || after.stat.text !== before.stat.text || length !== before.stat.size) return { kind: "busy" };
    return textOf(bytes.subarray(0, length), before.stat);
  } catch (error) {
    return { kind: isMissing(error) ? "absent" : "busy" };
  } finally {
    await handle?.close();
  }
}

/** Whether an error of the file system says that something is not there. */
export function isMissing(error: unknown): boolean {
  return errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR";
}

export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function textOf(bytes: Uint8Array, stat: FileStat): FileRead {
  if (bytes.length === 0) return { kind: "empty", stat };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { kind: "fault", fault: { code: "NOT_TEXT" }, stat };
  }
  if (text.includes("\0")) return { kind: "fault", fault: { code: "NOT_TEXT" }, stat };
  return { kind: "text", text, version: textVersion(text), stat };
}

interface BigStats {
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ino: bigint;
  readonly mode: bigint;
}

export function fileStat({ size, mtimeNs, ino, mode }: BigStats): FileStat {
  return { text: `${size}:${mtimeNs}:${ino}`, size: Number(size), mtime: mtimeNs, mode: Number(mode) };
}

function judged(
  stats: BigStats & { readonly nlink: bigint; isFile(): boolean },
  names: FileNames,
): Exclude<StatResult, { kind: "absent" | "busy" }> {
  const stat = fileStat(stats);
  if (!stats.isFile()) return { kind: "fault", stat, fault: { code: "NOT_REGULAR" } };
  if (stats.nlink > 1n && names === "one") return { kind: "fault", stat, fault: { code: "HARD_LINK" } };
  if (stats.size > LARGEST_FILE) return { kind: "fault", stat, fault: { code: "TOO_LARGE" } };
  return { kind: "file", stat };
}

async function readAll(handle: FileHandle, bytes: Uint8Array): Promise<number> {
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}
