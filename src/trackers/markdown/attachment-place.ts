import { join, resolve } from "node:path";
import type { AttachmentId } from "../../model/attachment.ts";
import type { IssueId } from "../../model/document.ts";
import { attachmentsFolder, openPlain } from "./attachment-folders.ts";
import { isKey } from "./issue-key.ts";
import type { ContentsOptions } from "./markdown-contents.ts";
import { MemoryDraft } from "./memory-rows.ts";
import { openFolder } from "./project-folder.ts";

/**
 * Where the file of an attachment lies, by the way through the workspace, as an editor knows it. null: it is not there, or what stands there is no
 * file of its own (a link leads wherever its maker wants).
 */
export async function attachmentPlace(options: ContentsOptions, issue: IssueId, attachment: AttachmentId): Promise<string | null> {
  const draft = new MemoryDraft(options.memory);
  const key = draft.file(draft.nameOf(issue) ?? "")?.key ?? null;
  const item = draft.attachments(issue).items.find(({ id }) => id === attachment);
  const folder = await openFolder(options);
  if (key === null || !isKey(key) || item === undefined || folder.kind !== "ready") return null;
  const handle = await openPlain(join(attachmentsFolder(folder.path, key), item.name)).catch(() => null);
  await handle?.close();
  return handle && join(attachmentsFolder(resolve(options.workspace, options.directory), key), item.name);
}
