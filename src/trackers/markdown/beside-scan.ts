import { join } from "node:path";
import type { IssueId } from "../../model/document.ts";
import type { FolderLook } from "./attachment-folders.ts";
import { type FileWords, wordsOf } from "./file-words.ts";
import { attachmentItems } from "./front-items.ts";
import type { IssueFiles } from "./issue-files.ts";
import type { FileRow, MemoryDraft } from "./memory-rows.ts";
import { ATTACHMENTS, isFolder } from "./project-folder.ts";
import type { Candidate, Scene } from "./scan-candidate.ts";

/** What lies beside the issues, in one scan. */
export interface BesideScan {
  /** The files beside the issue of this key. */
  lookAt(key: string): Promise<FolderLook>;
  /** Whether something else lies beside a known issue than when it was looked at last. */
  isChanged(row: FileRow): boolean;
}

const NOTHING: FolderLook = { files: new Map(), faults: [] };
const NOWHERE: BesideScan = { lookAt: async () => NOTHING, isChanged: () => false };

/** The code for files is read where there are some: most projects have none, and an editor is to begin soon. */
export async function besideScan(folder: string, draft: MemoryDraft, rows: ReadonlyMap<string, FileRow>): Promise<BesideScan> {
  if (draft.allAttachments().size === 0 && !(await isFolder(join(folder, ATTACHMENTS)))) return NOWHERE;
  return (await import("./beside.ts")).beginScan(folder, draft, rows);
}

/** Takes up what lies beside an issue whose text is to be told. */
export async function takeBeside(scene: Scene, candidate: Candidate): Promise<void> {
  const look = await scene.attachments.lookAt(candidate.key);
  candidate.look = look;
  const known = scene.draft.attachments(candidate.id);
  if (known.items.length + candidate.file.attachments.length + look.files.size + look.faults.length > 0)
    await (await import("./beside.ts")).takeUpFiles(scene, candidate);
  else candidate.files = { row: known.seen === "" ? known : { seen: "", items: [] }, added: [], unsettled: false };
}

/** Files that did not get their items, since the text cannot be written now, are taken up by a later look. */
export function filesTold({ files, file }: Candidate): IssueFiles | null {
  if (files === null || files.added.length === 0) return files;
  const named = new Set(attachmentItems(file.attachments).map(({ id }) => id));
  const left = new Set(files.added.filter(({ id }) => !named.has(id)).map(({ id }) => id));
  return left.size === 0 ? files : { ...files, row: { seen: null, items: files.row.items.filter(({ id }) => !left.has(id)) } };
}

/** The words of a file, where the keys of files that are new in this scan are known, too. */
export function wordsIn(draft: MemoryDraft, owners: ReadonlyMap<string, IssueId>, id: IssueId): FileWords {
  const words = wordsOf(draft, id);
  return { ...words, idOf: (key) => owners.get(key) ?? words.idOf(key) };
}
