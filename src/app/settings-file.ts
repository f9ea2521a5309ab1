import { randomBytes } from "node:crypto";
import { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Result, failed, ok } from "../model/failure.ts";
import { syncDirectory } from "./sync-directory.ts";

/** Settings come with the repository, so from anybody: links are not followed, a FIFO does not block, and there is an end to reading. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** Bytes. Tables of some thousand words are well below. */
const LARGEST = 1024 * 1024;

/** The text of a settings file, or why it is not read. */
export function readSettings(file: string): Result<string, string> {
  let opened: number | undefined;
  try {
    if (!lstatSync(file).isFile()) return failed("is no ordinary file; links are not followed");
    opened = openSync(file, FLAGS);
    const { size } = fstatSync(opened);
    if (!fstatSync(opened).isFile()) return failed("is no ordinary file; links are not followed");
    if (size > LARGEST) return failed(`is larger than ${LARGEST / 1024} KiB`);
    return ok(textOf(opened));
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    return failed(`cannot be read (${String(error.code)})`);
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}

/** Even of a file that grows meanwhile, no more than the largest is read. */
function textOf(opened: number): string {
  const bytes = Buffer.alloc(LARGEST);
  let length = 0;
  for (let read = -1; read !== 0 && length < LARGEST; length += read) read = readSync(opened, bytes, length, LARGEST - length, null);
  return bytes.toString("utf8", 0, length);
}

/**
 * Whole or not at all, below `workspace`, and durable when it returns: a connection without its settings would stand still. Through no link: not
 * of the file, which is replaced, nor of a folder on the way to it, where the system's error (EEXIST) is thrown as others are.
 */
export function writeSettings(workspace: string, file: string, text: string): void {
  makeFolder(resolve(workspace), dirname(resolve(file)));
  const prepared = join(dirname(file), `.${basename(file)}.${randomBytes(9).toString("hex")}.tmp`);
  try {
    writeFileSync(prepared, text, { flag: "wx", flush: true });
    renameSync(prepared, file);
    syncDirectory(dirname(file));
  } catch (error) {
    rmSync(prepared, { force: true });
    throw error;
  }
}

function makeFolder(workspace: string, folder: string): void {
  if (folder === workspace || dirname(folder) === folder) return;
  makeFolder(workspace, dirname(folder));
  try {
    mkdirSync(folder);
    syncDirectory(dirname(folder));
  } catch (error) {
    if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
