import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { attachmentsFolder, makeAttachmentsFolder, openPlain } from "./attachment-folders.ts";
import { isSafeName, unusedName } from "./attachment-name.ts";
import { isKey } from "./issue-key.ts";
import { ATTACHMENTS, TEMPORARY, isFolder, openFolder } from "./project-folder.ts";
import { errorCode } from "./read-file.ts";
import { moveFile, syncFoldersBelow } from "./replace-file.ts";

/** Larger ones fit on few exchange folders. Bytes. */
const LARGEST_ATTACHMENT = 4 * 1024 * 1024 * 1024;
const CHUNK = 1024 * 1024;

export type AttachFailure =
  /** Nothing is there, or it is a link, a folder or a device. */
  | { readonly kind: "no file" }
  | { readonly kind: "too large"; readonly largest: number }
  | { readonly kind: "name" }
  | { readonly kind: "copy"; readonly detail: string };

/** A copy that lies beside the issues and is nothing yet. */
export interface AsideFile {
  readonly temporary: string;
  readonly name: string;
  /** Puts it beside the issue, under a name that was free then. Whether it is there. */
  place(): Promise<boolean>;
  remove(): Promise<void>;
}

/**
 * Copies a file a person named to beside the issues, durable, with the time of the original. The name is its own, or one beside it where that is taken
 * by another file or an item of the issue.
 */
export async function copyAside(
  project: { readonly workspace: string; readonly directory: string },
  key: string,
  source: { readonly path: string; readonly name: string; readonly taken: readonly string[] },
): Promise<AttachFailure | AsideFile> {
  if (!isSafeName(source.name)) return { kind: "name" };
  const stat = await lstat(source.path).catch(() => null);
  if (!stat?.isFile()) return { kind: "no file" };
  if (stat.size > LARGEST_ATTACHMENT) return { kind: "too large", largest: LARGEST_ATTACHMENT };
  const folder = await openFolder(project);
  if (folder.kind !== "ready" || !isKey(key)) return { kind: "copy", detail: folder.kind };
  const root = join(folder.path, ATTACHMENTS);
  await mkdir(root).catch(() => undefined);
  if (!(await isFolder(root))) return { kind: "copy", detail: "ENOTDIR" };
  const place = attachmentsFolder(folder.path, key);
  const there = (await isFolder(place)) ? await readdir(place) : [];
  const name = unusedName(source.name, [...there, ...source.taken]);
  const temporary = join(root, `${TEMPORARY}${randomBytes(8).toString("hex")}.new`);
  const remove = async (): Promise<void> => unlink(temporary).catch(() => undefined);
  try {
    await copied(source.path, temporary, stat.mtime);
  } catch (error) {
    await remove();
    return { kind: "copy", detail: errorCode(error) };
  }
  return {
    temporary,
    name,
    remove,
    place: async () => {
      if ((await makeAttachmentsFolder(folder.path, key)) === null) return false;
      const moved = await moveFile(temporary, join(place, name));
      if (moved.kind === "done") await syncFoldersBelow(folder.path, [join(place, name), temporary]);
      return moved.kind === "done";
    },
  };
}

async function copied(from: string, to: string, time: Date): Promise<void> {
  let source: FileHandle | undefined;
  let target: FileHandle | undefined;
  try {
    source = await openSource(from);
    target = await openPlain(to, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL);
    const piece = Buffer.allocUnsafe(CHUNK);
    for (let at = 0; ;) {
      const { bytesRead } = await source.read(piece, 0, CHUNK, at);
      if (bytesRead === 0) break;
      for (let done = 0; done < bytesRead;) done += (await target.write(piece, done, bytesRead - done, at + done)).bytesWritten;
      at += bytesRead;
    }
    await target.utimes(time, time);
    await target.sync();
  } finally {
    await source?.close();
    await target?.close();
  }
}

/** What a person names may have other names: it is only read. */
async function openSource(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
}
