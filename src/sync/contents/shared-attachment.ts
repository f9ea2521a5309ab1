import type { Attachment, AttachmentId } from "../../model/attachment.ts";
import type { WantedFile } from "../../model/content-state.ts";
import type { IssueId } from "../../model/document.ts";
import type { Context } from "../context.ts";

/** The attachment of an issue that both sides of the connection agreed on and share; null: there is none, whatever else this project has. */
export function sharedAttachment({ store }: Context, connection: string, issue: IssueId, id: AttachmentId): Attachment | null {
  const sync = store.sync(connection, issue);
  if (!sync || sync.frozen || !sync.base.shared || sync.base.deleted) return null;
  return sync.base.attachments?.find((attachment) => attachment.id === id && attachment.removed !== true) ?? null;
}

/** Whether that attachment has exactly this content. */
export function isContentOf(attachment: Attachment | null, { size, sha256 }: WantedFile): boolean {
  return attachment !== null && attachment.size === size && attachment.sha256 === sha256;
}
