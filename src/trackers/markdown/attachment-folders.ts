import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { isSafeName, unusedName } from "./attachment-name.ts";
import { isKey } from "./issue-key.ts";
import { mapBounded } from "./map-bounded.ts";
import { ATTACHMENTS, TEMPORARY, TRASH, isFolder } from "./project-folder.ts";
import { type FileStat, fileStat } from "./read-file.ts";
import { moveFile, syncFoldersBelow } from "./replace-file.ts";

/** Beside the folders of the issues: on their file system, so that what is whole moves into its place in one step. Git passes it over. */
export const ARRIVING = ".arriving";
/** Files of one issue that are looked at; a folder with more is no list that a person made. */
const MOST_FILES = 1_000;
const PARALLEL = 16;
const CHUNK = 1024 * 1024;

export function attachmentsFolder(folder: string, key: string): string {
  return join(folder, ATTACHMENTS, key);
}

/** What lies in the folder of one issue. */
export interface FolderLook {
  readonly files: ReadonlyMap<string, FileStat>;
  /** What is no attachment as it stands: a name that is none everywhere, a link, a device, a file with a second name elsewhere. */
  readonly faults: readonly { readonly name: string; readonly code: "ATTACHMENT_NAME" | "ATTACHMENT_NO_FILE" }[];
}

const NOTHING: FolderLook = { files: new Map(), faults: [] };

/** One text for what was seen, to be compared with the last one. Empty where there is nothing. */
export function listingText({ files, faults }: FolderLook): string {
  return [...Array.from(files, ([name, { text }]) => `${name}/${text}`), ...faults.map(({ name, code }) => `${name}/${code}`)].join("\n");
}

/** The keys that have a folder; links are not followed. */
export async function foldersOfAttachments(folder: string): Promise<readonly string[]> {
  if (!(await isFolder(join(folder, ATTACHMENTS)))) return [];
  const entries = await readdir(join(folder, ATTACHMENTS), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && isKey(entry.name)).map(({ name }) => name);
}

/** The files beside one issue. Hidden ones and folders are passed over. */
export async function lookAtAttachments(folder: string, key: string): Promise<FolderLook> {
  const place = attachmentsFolder(folder, key);
  if (!(await isFolder(join(folder, ATTACHMENTS))) || !(await isFolder(place))) return NOTHING;
  const names = (await readdir(place).catch(() => [])).filter((name) => !name.startsWith(".")).sort();
  const files = new Map<string, FileStat>();
  const faults: { name: string; code: FolderLook["faults"][number]["code"] }[] = [];
  const seen = new Set<string>();
  const stats = await mapBounded(names.slice(0, MOST_FILES), PARALLEL, (name) =>
    lstat(join(place, name), { bigint: true }).catch(() => null),
  );
  for (const [n, name] of names.slice(0, MOST_FILES).entries()) {
    const stat = stats[n];
    if (!stat || stat.isDirectory()) continue;
    const isTwice = seen.has(name.toLowerCase());
    seen.add(name.toLowerCase());
    if (!stat.isFile() || stat.nlink > 1n) faults.push({ name, code: "ATTACHMENT_NO_FILE" });
    else if (!isSafeName(name) || isTwice) faults.push({ name, code: "ATTACHMENT_NAME" });
    else files.set(name, contentStat(stat));
  }
  return { files, faults };
}

export interface Summed {
  readonly size: number;
  readonly sha256: string;
  readonly stat: FileStat;
}

/** As `fileStat`, and the time at which anything of the file changed, which nobody can put back: a copy keeps the other one. */
export function contentStat(stats: Parameters<typeof fileStat>[0] & { readonly ctimeNs: bigint }): FileStat {
  const stat = fileStat(stats);
  return { ...stat, text: `${stat.text}:${stats.ctimeNs}` };
}

/** Reads a file through, a piece at a time. null: it is no plain file, cannot be read, or changed meanwhile. */
export async function sumOf(path: string): Promise<Summed | null> {
  let handle: FileHandle | undefined;
  try {
    handle = await openPlain(path);
    return await sumThrough(handle);
  } catch {
    return null;
  } finally {
    await handle?.close();
  }
}

/** The same of a file that is open. null: it changed meanwhile. Throws what the system says. */
export async function sumThrough(handle: FileHandle): Promise<Summed | null> {
  const before = contentStat(await handle.stat({ bigint: true }));
  const hash = createHash("sha256");
  const piece = Buffer.allocUnsafe(CHUNK);
  let size = 0;
  for (;;) {
    const { bytesRead } = await handle.read(piece, 0, CHUNK, size);
    if (bytesRead === 0) break;
    hash.update(piece.subarray(0, bytesRead));
    size += bytesRead;
  }
  const after = contentStat(await handle.stat({ bigint: true }));
  return after.text === before.text && size === before.size ? { size, sha256: hash.digest("hex"), stat: before } : null;
}

/** Never through a link, never waiting for a FIFO. Throws where it is no file of its own. */
export async function openPlain(path: string, flags = constants.O_RDONLY): Promise<FileHandle> {
  const handle = await open(path, flags | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  const stat = await handle.stat({ bigint: true });
  if (stat.isFile() && stat.nlink === 1n) return handle;
  await handle.close();
  throw new Error("no file of its own");
}

/** Makes the folder of an issue's files, through no link. null: it cannot be had. */
export async function makeAttachmentsFolder(folder: string, key: string): Promise<string | null> {
  for (const place of [join(folder, ATTACHMENTS), attachmentsFolder(folder, key)]) {
    await mkdir(place).catch(() => undefined);
    if (!(await isFolder(place))) return null;
  }
  return attachmentsFolder(folder, key);
}

/** Where in the trash lies what made room for another content, or was taken back: it does not come back with its issue. */
export const REPLACED = "replaced";

/** Moves a file of an issue to the trash, beside what is there. Whether it went. */
export async function trashAttachment(folder: string, key: string, name: string, within = ATTACHMENTS): Promise<boolean> {
  const place = attachmentsFolder(folder, key);
  const trash = await makeTrash(folder, key, within);
  if (trash === null || !(await isFolder(place))) return false;
  const to = join(trash, unusedName(name, await readdir(trash).catch(() => [])));
  const moved = await moveFile(join(place, name), to);
  if (moved.kind !== "done") return false;
  await syncFoldersBelow(folder, [to, join(place, name)]);
  return true;
}

/** The files of an issue go where it went. What of them cannot go stays where it is. */
export async function trashAttachments(folder: string, key: string): Promise<void> {
  const { files } = await lookAtAttachments(folder, key);
  for (const name of files.keys()) await trashAttachment(folder, key, name);
}

/** The files of an issue that comes back, as far as nothing stands in their places. */
export async function bringAttachmentsBack(folder: string, key: string): Promise<void> {
  const trash = join(folder, TRASH, ATTACHMENTS, key);
  for (const place of [join(folder, TRASH), join(folder, TRASH, ATTACHMENTS), trash]) if (!(await isFolder(place))) return;
  const place = await makeAttachmentsFolder(folder, key);
  if (place === null) return;
  for (const name of await readdir(trash).catch(() => [])) await moveFile(join(trash, name), join(place, name));
  await syncFoldersBelow(folder, [join(place, "any"), join(trash, "any")]);
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** What is begun and not ended for so long is left behind: nobody copies that long, nor waits so long for a partner. */
const LEFT_BEHIND = [
  { below: ATTACHMENTS, named: (name: string) => name.startsWith(TEMPORARY), ageMs: DAY_MS },
  { below: join(ATTACHMENTS, ARRIVING), named: (name: string) => !name.startsWith("."), ageMs: 90 * DAY_MS },
];

export async function sweepAttachments(folder: string): Promise<void> {
  if (!(await isFolder(join(folder, ATTACHMENTS)))) return;
  for (const { below, named, ageMs } of LEFT_BEHIND) {
    const place = join(folder, below);
    if (!(await isFolder(place))) continue;
    for (const name of (await readdir(place).catch(() => [])).filter(named)) {
      const stat = await lstat(join(place, name)).catch(() => null);
      if (stat?.isFile() && Date.now() - stat.ctimeMs > ageMs) await unlink(join(place, name)).catch(() => undefined);
    }
  }
}

/** What arrived of contents that are not whole. */
export async function arrivingFiles(folder: string): Promise<{ readonly count: number; readonly bytes: number }> {
  const place = join(folder, ATTACHMENTS, ARRIVING);
  if (!(await isFolder(join(folder, ATTACHMENTS))) || !(await isFolder(place))) return { count: 0, bytes: 0 };
  const names = (await readdir(place).catch(() => [])).filter((name) => !name.startsWith(".")).slice(0, MOST_FILES);
  const stats = await mapBounded(names, PARALLEL, (name) => lstat(join(place, name)).catch(() => null));
  const files = stats.filter((stat) => stat?.isFile() === true);
  return { count: files.length, bytes: files.reduce((sum, stat) => sum + (stat?.size ?? 0), 0) };
}

async function makeTrash(folder: string, key: string, within: string): Promise<string | null> {
  let place = folder;
  for (const name of [TRASH, within, key]) {
    place = join(place, name);
    await mkdir(place).catch(() => undefined);
    if (!(await isFolder(place))) return null;
  }
  return place;
}
