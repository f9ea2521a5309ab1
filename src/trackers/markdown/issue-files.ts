import { join } from "node:path";
import { attachmentItems } from "./front-items.ts";
import { type FolderLook, attachmentsFolder, listingText, sumOf, trashAttachment } from "./attachment-folders.ts";
import type { IssueFile } from "./issue-file.ts";
import type { FilesRow, KnownFile } from "./memory-rows.ts";

/** A file changed this recently may still be being copied, in milliseconds. */
const SETTLE_MS = 2000;

export interface FilesInput {
  readonly folder: string;
  readonly key: string;
  readonly file: Pick<IssueFile, "attachments">;
  readonly look: FolderLook;
  readonly known: FilesRow;
  /** Ids of the items in the text that this one descends from: what it lacks of them somebody took out. null: nobody knows. */
  readonly before: ReadonlySet<string> | null;
  readonly now: number;
  readonly newId: () => string;
  readonly author: string;
  /** Nothing is moved. */
  readonly observeOnly: boolean;
}

export interface IssueFiles {
  readonly row: FilesRow;
  /** Items for files that have none yet; `row` has them already. */
  readonly added: readonly { readonly id: string; readonly name: string }[];
  /** Something is still being copied. */
  readonly unsettled: boolean;
}

/**
 * What lies beside an issue, compared with what its text names. A file without an item gets one; where a person took an item of this project out, its
 * file goes to the trash. A file is read through only where its size, time or inode is another than before.
 */
export async function filesOfIssue(input: FilesInput): Promise<IssueFiles> {
  const { folder, key, file, look, known, before, observeOnly } = input;
  const items = attachmentItems(file.attachments);
  const named = new Set(items.map(({ id }) => id));
  const rows = new Map(known.items.map((item) => [item.id, item]));
  const place = attachmentsFolder(folder, key);
  const kept: KnownFile[] = [];
  const taken = new Set<string>();
  let unsettled = false;
  const withContent = async (item: KnownFile): Promise<KnownFile> => {
    const stat = look.files.get(item.name);
    if (stat === undefined) return { ...item, stat: null };
    if (stat.text === item.stat) return item;
    // As long as the one that was announced: nothing is being copied if it is that one.
    const isAnnounced = item.theirs !== undefined && stat.size === item.theirs.size;
    const young = isYoung(Number(stat.mtime / 1_000_000n), input.now);
    const summed = young && !isAnnounced ? null : await sumOf(join(place, item.name));
    if (summed === null || (young && summed.sha256 !== item.theirs?.sha256)) {
      unsettled = true;
      return item;
    }
    const { size, sha256 } = summed;
    return { ...item, stat: summed.stat.text, size, sha256, ...(item.theirs?.sha256 === sha256 && { placed: sha256 }) };
  };
  for (const { id, name } of items) {
    const row = rows.get(id) ?? { id, name, stat: null, size: 0, sha256: "" };
    taken.add(name);
    kept.push(await withContent(row.name === name ? row : { ...row, name, stat: null }));
  }
  const added: { id: string; name: string }[] = [];
  for (const row of known.items) {
    if (named.has(row.id)) continue;
    const isTakenOut = before?.has(row.id) === true && row.theirs === undefined;
    if (isTakenOut) {
      if (look.files.has(row.name) && !taken.has(row.name) && !observeOnly) await trashAttachment(folder, key, row.name);
      taken.add(row.name);
      continue;
    }
    // Somebody else's, or what a text lacks that never had it: the item comes back.
    taken.add(row.name);
    kept.push(await withContent(row));
    if (row.theirs === undefined && before !== null && look.files.has(row.name)) added.push({ id: row.id, name: row.name });
  }
  for (const name of look.files.keys()) {
    if (taken.has(name)) continue;
    const fresh = await withContent({ id: input.newId(), name, stat: null, size: 0, sha256: "", author: input.author });
    if (fresh.stat === null) continue;
    added.push({ id: fresh.id, name });
    kept.push(fresh);
  }
  return { row: { seen: unsettled ? null : listingText(look), items: kept }, added, unsettled };
}

function isYoung(changed: number, now: number): boolean {
  return Math.abs(now - changed) < SETTLE_MS;
}
