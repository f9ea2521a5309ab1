import { constants } from "node:fs";
import { access, lstat, mkdir, opendir, stat } from "node:fs/promises";
import type { TransportFailure } from "../../ports/transport.ts";
import { failureOf, MISSING, saysOneOf } from "./failures.ts";

/** Names read from one directory at most; about half a second of work on a slow disk. What lies beyond is not seen. */
const MOST_NAMES = 200_000;
const NAMES_PER_READ = 1000;

/**
 * Null when the exchange folder itself is there. It may be a symbolic link, since a person chose it. It is never created: an
 * unmounted share must not be replaced by an empty directory that nobody else sees.
 */
export async function unreachable(exchange: string): Promise<TransportFailure | null> {
  try {
    const found = await stat(exchange);
    return found.isDirectory() ? null : { kind: "unreachable", place: exchange, detail: "ENOTDIR" };
  } catch (error) {
    const { detail } = failureOf(error, exchange);
    return { kind: "unreachable", place: exchange, detail };
  }
}

/** Null when the exchange folder is there and the system lets us write. A full disk shows only when something is written. */
export async function notWritable(exchange: string): Promise<TransportFailure | null> {
  const missing = await unreachable(exchange);
  if (missing !== null) return missing;
  try {
    await access(exchange, constants.R_OK | constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    return failureOf(error, exchange);
  }
}

/** What stands at a path, links not followed. */
export async function standing(path: string): Promise<"missing" | "directory" | "other"> {
  try {
    return (await lstat(path)).isDirectory() ? "directory" : "other";
  } catch (error) {
    if (saysOneOf(error, MISSING)) return "missing";
    throw error;
  }
}

/** True only if every one of them is a real directory: a link in the place of a directory is never entered. */
export async function allDirectories(paths: readonly string[]): Promise<boolean> {
  for (const path of paths) if ((await standing(path)) !== "directory") return false;
  return true;
}

/** True when it had to be made. Its parent must be there; throws the system's error, also when a link or file stands in its way. */
export async function ensureDirectory(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if ((await standing(path)) === "directory") return false;
    throw error;
  }
}

/** The names in a directory, at most so many, in no order; none when it is missing. */
export async function namesIn(path: string, most = MOST_NAMES): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of await opendir(path, { bufferSize: NAMES_PER_READ })) {
      names.push(entry.name);
      if (names.length === most) break;
    }
  } catch (error) {
    if (!saysOneOf(error, MISSING)) throw error;
  }
  return names;
}
