import type { BesideScan } from "./beside-scan.ts";
import type { IssueId } from "../../model/document.ts";
import { type FolderLook, foldersOfAttachments, listingText, lookAtAttachments } from "./attachment-folders.ts";
import { mapBounded } from "./map-bounded.ts";
import type { FileRow, FilesRow, MemoryDraft } from "./memory-rows.ts";

const PARALLEL = 16;

/**
 * What lies beside the issues, in one scan. Only issues that have or had files cost anything: their folder is listed and each file's size and time
 * looked at; none is opened.
 */
export class AttachmentScan implements BesideScan {
  readonly #folder: string;
  readonly #rows: ReadonlyMap<IssueId, FilesRow>;
  readonly #looks = new Map<string, FolderLook>();
  readonly #keys: ReadonlySet<string>;

  private constructor(folder: string, rows: ReadonlyMap<IssueId, FilesRow>, keys: readonly string[]) {
    this.#folder = folder;
    this.#rows = rows;
    this.#keys = new Set(keys);
  }

  static async begin(folder: string, draft: MemoryDraft, rows: ReadonlyMap<string, FileRow>): Promise<AttachmentScan> {
    const scan = new AttachmentScan(folder, draft.allAttachments(), await foldersOfAttachments(folder));
    const known = [...rows.values()].flatMap(({ key }) => (key !== null && scan.#keys.has(key) ? [key] : []));
    await mapBounded(known, PARALLEL, (key) => scan.lookAt(key));
    return scan;
  }

  async lookAt(key: string): Promise<FolderLook> {
    const there = this.#looks.get(key);
    if (there) return there;
    const look = this.#keys.has(key) ? await lookAtAttachments(this.#folder, key) : { files: new Map(), faults: [] };
    this.#looks.set(key, look);
    return look;
  }

  /** Whether something else lies beside a known issue than when it was looked at last. */
  isChanged({ id, key }: FileRow): boolean {
    if (id === null || key === null) return false;
    const look = this.#looks.get(key);
    return (look ? listingText(look) : "") !== (this.#rows.get(id) ?? { seen: "" }).seen;
  }
}
