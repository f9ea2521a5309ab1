import type { TrackerWrite } from "../../ports/tracker.ts";
import { attachmentItems } from "./front-items.ts";
import type { IssueFile } from "./issue-file.ts";
import type { KnownFile, MemoryDraft } from "./memory-rows.ts";

/**
 * Remembers what a write said of files: their contents come later, or lie here already. What a person attaches is of this project, and is read by the
 * next scan; what came from elsewhere is as it was announced, whatever stands in its place.
 */
export function rememberFiles(draft: MemoryDraft, { issue, action, commanded }: TrackerWrite, file: IssueFile): void {
  if (action.kind !== "put") return;
  const { attachments = [], removedAttachments = [] } = action.change;
  if (attachments.length + removedAttachments.length === 0) return;
  const row = draft.attachments(issue);
  const items = new Map(row.items.map((item) => [item.id, item]));
  const names = new Map(attachmentItems(file.attachments).map(({ id, name }) => [id, name]));
  for (const id of removedAttachments) if (!names.has(id)) items.delete(id);
  for (const { id, name: shown, mediaType, author, created, content, here } of attachments) {
    const name = names.get(id);
    const before = items.get(id);
    if (name === undefined) continue;
    const known: KnownFile = before ?? { id, name, stat: null, size: 0, sha256: "", author, ...(created !== null && { created }) };
    const isOwn = commanded === true || content === null || here || (before !== undefined && before.theirs === undefined);
    items.set(id, isOwn ? { ...known, name } : { ...known, name, theirs: { name: shown, ...content, mediaType, author, created } });
  }
  draft.putAttachments(issue, { seen: row.seen, items: [...items.values()] });
}
