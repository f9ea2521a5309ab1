import type { Connection } from "../../model/connection.ts";
import { type ContentState, type WantedFile, beginning } from "../../model/content-state.ts";
import type { FileOperation } from "../../model/operation.ts";
import { isContentOf, sharedAttachment } from "../contents/shared-attachment.ts";
import type { Context } from "../context.ts";

/** How the content of the operation travels, as the side that answers sees it. */
export function contentOf(operation: string, file: WantedFile): ContentState {
  return { ...beginning(file, operation === "GetFile" ? "out" : "in"), turn: false };
}

/**
 * Whether the partner may ask for it (docs/PROTOCOL.md 6, "Contents"): only of an attachment that it shares with us; to put, replace and delete only of one
 * that it made. null: it may. `holds`: bytes of it that are here.
 */
export function fileRefusal(
  context: Context,
  connection: Connection,
  operation: FileOperation,
  file: WantedFile,
  holds: number,
): string | null {
  const attachment = sharedAttachment(context, connection.id, file.issue, file.id);
  if (!attachment) return "FILE_NOT_FOUND";
  if (operation === "GetFile") return isContentOf(attachment, file) && holds === file.size ? null : "FILE_NOT_FOUND";
  if (attachment.origin !== connection.partner?.id) return "FILE_NOT_FOUND";
  if (operation === "PutFile" && !isContentOf(attachment, file)) return "DUPLICATE_FILE";
  return null;
}
