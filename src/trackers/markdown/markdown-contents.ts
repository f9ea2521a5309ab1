import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, readdir, statfs, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { AttachmentId } from "../../model/attachment.ts";
import type { Standing } from "../../model/content-state.ts";
import type { IssueId } from "../../model/document.ts";
import { isId } from "../../model/ids.ts";
import type { ContentFailure, ContentMark, ContentReader, Contents } from "../../ports/contents.ts";
import {
  ARRIVING,
  REPLACED,
  type Summed,
  attachmentsFolder,
  contentStat,
  makeAttachmentsFolder,
  openPlain,
  sumThrough,
  trashAttachment,
} from "./attachment-folders.ts";
import { isKey } from "./issue-key.ts";
import { type KnownFile, MemoryDraft } from "./memory-rows.ts";
import { ATTACHMENTS, type MarkdownOptions, isFolder, openFolder } from "./project-folder.ts";
import { errorCode, isMissing } from "./read-file.ts";
import { moveFile, syncFoldersBelow } from "./replace-file.ts";

const FULL: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const READ_ONLY: ReadonlySet<string> = new Set(["EROFS", "EACCES", "EPERM"]);

/** Sums of files that are remembered, so that one that is another than somebody wants is not read through in each pass. */
const MOST_SEEN = 1_000;
/** What changed less long ago may change once more without its times showing it. Milliseconds: some file systems count in two seconds. */
const YOUNG_MS = 4_000;

export type ContentsOptions = Pick<MarkdownOptions, "workspace" | "memory"> & { readonly directory: string };

/** The contents of attachments as files beside their issues (docs/USER-GUIDE.md, "Files and links"). */
export function markdownContents(options: ContentsOptions): Contents {
  return new MarkdownContents(options);
}

interface Place {
  readonly folder: string;
  readonly key: string;
  readonly item: KnownFile;
}

class MarkdownContents implements Contents {
  readonly #options: ContentsOptions;
  readonly #seen = new Map<string, { readonly stat: string; readonly sha256: string }>();

  constructor(options: ContentsOptions) {
    this.#options = options;
  }

  async open(issue: IssueId, attachment: AttachmentId, mark: ContentMark): Promise<ContentReader | "busy" | null> {
    const place = await this.#placeOf(issue, attachment);
    if (typeof place === "string") return place === "away" ? "busy" : null;
    const path = pathOf(place);
    if (!(await isFolder(dirname(path)))) return null;
    const handle = await openPlain(path).catch((error: unknown) => noSumOf(error));
    if (typeof handle === "string") return handle === "busy" ? "busy" : null;
    try {
      const reader = new FileReader(handle, await statOf(handle), mark.size);
      const isKnown = place.item.stat === reader.stat && place.item.sha256 === mark.sha256 && place.item.size === mark.size;
      if (isKnown || (await this.#sum(path, handle, reader.stat, mark.size)) === mark.sha256) return reader;
    } catch (error) {
      await handle.close();
      if (errorCode(error) === "") throw error;
      return "busy";
    }
    await handle.close();
    return null;
  }

  /** Of what is read through this handle, which it is as long as its stat is this. null: its size is another, or it changes. */
  async #sum(path: string, handle: FileHandle, stat: string, size?: number): Promise<string | null> {
    const seen = this.#seen.get(path);
    if (seen?.stat === stat) return seen.sha256;
    const { size: there, ctimeMs } = await handle.stat();
    if (size !== undefined && there !== size) return null;
    const summed = await sumThrough(handle);
    if (summed?.stat.text !== stat) return null;
    this.#seen.delete(path);
    if (Math.abs(Date.now() - ctimeMs) > YOUNG_MS) this.#seen.set(path, { stat, sha256: summed.sha256 });
    for (const [oldest] of this.#seen) if (this.#seen.size > MOST_SEEN) this.#seen.delete(oldest);
    return summed.sha256;
  }

  async arrived(_: IssueId, attachment: AttachmentId, mark: ContentMark): Promise<number> {
    const folder = await this.#folder();
    if (folder === null || !(await isFolder(arrivingFolder(folder)))) return 0;
    const stat = await lstat(partOf(folder, attachment, mark)).catch(() => null);
    return stat?.isFile() === true && stat.size <= mark.size ? stat.size : 0;
  }

  async append(issue: IssueId, attachment: AttachmentId, mark: ContentMark, at: number, bytes: Uint8Array): Promise<ContentFailure | null> {
    const place = await this.#placeOf(issue, attachment);
    if (typeof place === "string") return this.#nowhere(place);
    const part = partOf(place.folder, attachment, mark);
    if (at + bytes.length > mark.size) return this.#wrong(place.folder, attachment);
    try {
      if (!(await makeArriving(place.folder))) return unreachable(place.folder, "no folder");
      if (at === 0) await this.#dropIn(place.folder, attachment);
      const handle = await openPlain(part, constants.O_WRONLY | constants.O_CREAT);
      try {
        const { size } = await handle.stat();
        if (size < at) return await this.#wrong(place.folder, attachment);
        // What a try before this one left behind its last safe byte.
        if (size > at) await handle.truncate(at);
        let done = 0;
        while (done < bytes.length) done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
        await handle.sync();
      } finally {
        await handle.close();
      }
      if (at === 0) await syncFoldersBelow(place.folder, [part]);
      return null;
    } catch (error) {
      return failureOf(part, error);
    }
  }

  async stands(issue: IssueId, attachment: AttachmentId, sha256: string): Promise<Standing> {
    const place = await this.#placeOf(issue, attachment);
    if (typeof place === "string") return place === "away" ? "unknown" : "missing";
    const there = await this.#standing(place);
    if (typeof there === "string") return there === "missing" ? "missing" : there === "foreign" ? "another" : "unknown";
    return there.sha256 === sha256 ? "same" : "another";
  }

  /** What stands in the place of an attachment, read through only where nobody knows its sum. */
  async #standing(place: Place): Promise<Pick<Summed, "sha256"> | NoSum> {
    const path = pathOf(place);
    const folder = await lstat(dirname(path)).catch(() => null);
    if (folder !== null && !folder.isDirectory()) return "foreign";
    return withPlain(path, async (handle) => {
      const stat = await statOf(handle);
      const sha256 = place.item.stat === stat && place.item.sha256 !== "" ? place.item.sha256 : await this.#sum(path, handle, stat);
      return sha256 === null ? "busy" : { sha256 };
    });
  }

  async remove(issue: IssueId, attachment: AttachmentId, sha256: string): Promise<ContentFailure | null> {
    const place = await this.#placeOf(issue, attachment);
    if (typeof place === "string") return this.#nowhere(place);
    const path = pathOf(place);
    try {
      const there = await this.stands(issue, attachment, sha256);
      if (there === "missing") return { kind: "missing" };
      if (there === "another") return { kind: "another" };
      if (there === "unknown") return unreachable(path, "busy");
      return (await trashAttachment(place.folder, place.key, place.item.name, REPLACED)) ? null : unreachable(path, "busy");
    } catch (error) {
      return failureOf(path, error);
    }
  }

  async finish(issue: IssueId, attachment: AttachmentId, mark: ContentMark, existing?: string): Promise<ContentFailure | null> {
    const place = await this.#placeOf(issue, attachment);
    if (typeof place === "string") return this.#nowhere(place);
    const { folder, key, item } = place;
    const part = partOf(folder, attachment, mark);
    const path = pathOf(place);
    try {
      const before = await this.#standing(place);
      if (before === "busy") return unreachable(path, "busy");
      if (typeof before !== "string" && before.sha256 === mark.sha256) {
        await this.#dropIn(folder, attachment);
        return null;
      }
      if (mark.size === 0 && (await makeArriving(folder))) await (await openPlain(part, constants.O_WRONLY | constants.O_CREAT)).close();
      // Only what was read to its end says that it is another one: what a virus scanner holds now is all there later.
      const summed = await withPlain(part, async (handle) => {
        const { size } = await handle.stat();
        // Where its place is not free for long it is read once.
        const sha256 = await this.#sum(part, handle, await statOf(handle));
        return sha256 === null ? "busy" : { size, sha256 };
      });
      if (typeof summed === "string") return unreachable(part, summed);
      if (summed.sha256 !== mark.sha256 || summed.size !== mark.size) return await this.#wrong(folder, attachment);
      if ((await makeAttachmentsFolder(folder, key)) === null) return unreachable(attachmentsFolder(folder, key), "no folder");
      // A content of the partner's that came before makes room for the newer one, and so does the one that is to be replaced; what a person put there stays.
      // Summing the part took long: what goes is what stands there now.
      const there = await this.#standing(place);
      if (there === "busy") return unreachable(path, "busy");
      const makesRoom = typeof there !== "string" && there.sha256 === (existing ?? item.placed);
      if (existing !== undefined && there !== "missing" && !makesRoom) return { kind: "another" };
      if (makesRoom && !(await trashAttachment(folder, key, item.name, REPLACED))) return unreachable(path, "busy");
      const moved = await moveFile(part, path);
      if (moved.kind === "stale") return { kind: "taken", place: path };
      if (moved.kind !== "done") return unreachable(path, "busy");
      await syncFoldersBelow(folder, [path, part]);
      await this.#dropIn(folder, attachment);
      return null;
    } catch (error) {
      return failureOf(path, error);
    }
  }

  async drop(_: IssueId, attachment: AttachmentId, mark: ContentMark): Promise<boolean> {
    const folder = await this.#folder();
    if (folder === null) return false;
    if (!isId(attachment) || !(await isFolder(arrivingFolder(folder)))) return true;
    return unlink(partOf(folder, attachment, mark)).then(() => true, isMissing);
  }

  async room(): Promise<number | null> {
    const folder = await this.#folder();
    if (folder === null) return null;
    return statfs(folder).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => null,
    );
  }

  async #wrong(folder: string, attachment: AttachmentId): Promise<ContentFailure> {
    await this.#dropIn(folder, attachment);
    return { kind: "wrong" };
  }

  async #dropIn(folder: string, attachment: AttachmentId): Promise<void> {
    if (!isId(attachment) || !(await isFolder(arrivingFolder(folder)))) return;
    const parts = (await readdir(arrivingFolder(folder)).catch(() => [])).filter((name) => name.startsWith(`${attachment}.`));
    for (const name of parts) await unlink(join(arrivingFolder(folder), name)).catch(() => undefined);
  }

  async #folder(): Promise<string | null> {
    const { workspace, directory } = this.#options;
    const folder = await openFolder({ workspace, directory });
    return folder.kind === "ready" ? folder.path : null;
  }

  #nowhere(why: "unknown" | "away"): ContentFailure {
    return why === "unknown" ? { kind: "unknown" } : unreachable(this.#options.directory, "away");
  }

  /** `away`: the folder of the issues is not there now, as where a stick was pulled out. */
  async #placeOf(issue: IssueId, attachment: AttachmentId): Promise<Place | "unknown" | "away"> {
    if (!isId(attachment)) return "unknown";
    const draft = new MemoryDraft(this.#options.memory);
    const key = draft.file(draft.nameOf(issue) ?? "")?.key ?? null;
    const item = draft.attachments(issue).items.find(({ id }) => id === attachment);
    if (key === null || item === undefined || !isKey(key)) return "unknown";
    const folder = await this.#folder();
    return folder === null ? "away" : { folder, key, item };
  }
}

class FileReader implements ContentReader {
  readonly size: number;
  readonly stat: string;
  readonly #handle: FileHandle;

  constructor(handle: FileHandle, stat: string, size: number) {
    this.#handle = handle;
    this.stat = stat;
    this.size = size;
  }

  async read(from: number, length: number): Promise<Uint8Array | null> {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - from)));
    let done = 0;
    while (done < bytes.length) {
      const bytesRead = await this.#handle.read(bytes, done, bytes.length - done, from + done).then(
        (read) => read.bytesRead,
        (error: unknown) => {
          // A disk that fails: nobody can say that it is what was opened.
          if (errorCode(error) === "") throw error;
          return 0;
        },
      );
      if (bytesRead === 0) return null;
      done += bytesRead;
    }
    return (await statOf(this.#handle)) === this.stat ? bytes : null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}

/** `foreign`: a link, a device, a file with a second name elsewhere. `busy`: nobody can say now. */
type NoSum = "missing" | "foreign" | "busy";

function noSumOf(error: unknown): NoSum {
  if (isMissing(error)) return "missing";
  return errorCode(error) === "" || errorCode(error) === "ELOOP" ? "foreign" : "busy";
}

async function withPlain<Result>(path: string, look: (handle: FileHandle) => Promise<Result>): Promise<Result | NoSum> {
  let handle: FileHandle | undefined;
  try {
    handle = await openPlain(path);
    return await look(handle);
  } catch (error) {
    return noSumOf(error);
  } finally {
    await handle?.close();
  }
}

async function statOf(handle: FileHandle): Promise<string> {
  return contentStat(await handle.stat({ bigint: true })).text;
}

function pathOf({ folder, key, item }: Place): string {
  return join(attachmentsFolder(folder, key), item.name);
}

function arrivingFolder(folder: string): string {
  return join(folder, ATTACHMENTS, ARRIVING);
}

/** Of one content: another one of the same attachment is collected apart from it. */
function partOf(folder: string, attachment: AttachmentId, { sha256 }: ContentMark): string {
  return join(arrivingFolder(folder), `${attachment}.${sha256.replace(/[^0-9a-f]/g, "").slice(0, 32)}`);
}

/** Whether it is there, and git leaves it alone. */
async function makeArriving(folder: string): Promise<boolean> {
  const place = arrivingFolder(folder);
  if (await isFolder(place)) return true;
  for (const path of [join(folder, ATTACHMENTS), place]) {
    await mkdir(path).catch((error: unknown) => {
      if (errorCode(error) !== "EEXIST") throw error;
    });
    if (!(await isFolder(path))) return false;
  }
  await writeFile(join(place, ".gitignore"), "*\n", { flag: "wx" }).catch(() => undefined);
  return true;
}

function unreachable(place: string, detail: string): ContentFailure {
  return { kind: "unreachable", place, detail };
}

function failureOf(place: string, error: unknown): ContentFailure {
  const detail = errorCode(error);
  if (FULL.has(detail)) return { kind: "full", place, detail };
  if (READ_ONLY.has(detail)) return { kind: "read only", place, detail };
  if (detail === "" && !isMissing(error) && !(error instanceof Error)) throw error;
  return unreachable(place, detail);
}
