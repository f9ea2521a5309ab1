import type { TrackerWrite } from "../../ports/tracker.ts";
import { trashAttachment } from "./attachment-folders.ts";
import type { MemoryDraft } from "./memory-rows.ts";

/** The files of attachments that a write took out of an issue, before it is forgotten where they lie. */
export async function trashRemoved(folder: string, draft: MemoryDraft, write: TrackerWrite, key: string | null): Promise<void> {
  if (write.action.kind !== "put" || key === null) return;
  const removed = new Set(write.action.change.removedAttachments);
  for (const { id, name } of draft.attachments(write.issue).items) if (removed.has(id)) await trashAttachment(folder, key, name);
}
