import type { Connection } from "../../model/connection.ts";
import { type ContentState, type Standing, type WantedFile, beginning } from "../../model/content-state.ts";
import type { FileOperation } from "../../model/operation.ts";
import type { IdentifyRequestMessage } from "../../protocol/messages/identify-request.ts";
import { hasRoomFor, hasTooManyOpen } from "../contents/quota.ts";
import { isContentOf, sharedAttachment } from "../contents/shared-attachment.ts";
import type { Context } from "../context.ts";

/** What is here of a content that a partner asks about. */
export interface Held {
  readonly bytes: number;
  /** Nobody can say now whether it is here. */
  readonly busy?: true;
  /** Bytes that may come unasked; null: nobody can say. */
  readonly room: number | null;
  /** How what stands here compares with what is to be replaced or deleted; absent: the partner may not ask, or did not. */
  readonly existing?: Standing;
}

/** How the content of the operation travels, as the side that answers sees it. */
export function contentOf({ operation, existing }: Pick<IdentifyRequestMessage, "operation" | "existing">, file: WantedFile): ContentState {
  return { ...beginning(file, operation === "GetFile" ? "out" : "in", existing), turn: false };
}

/**
 * Whether the partner may ask for it (docs/PROTOCOL.md 6, "Contents"): only of an attachment that it shares with us; to put, replace and delete only of one
 * that it made, and as long as there is room for it. null: it may.
 */
export function fileRefusal(
  context: Context,
  connection: Connection,
  operation: FileOperation,
  file: WantedFile,
  { bytes, busy, room, existing }: Held,
): string | null {
  if (hasTooManyOpen(context, connection.id)) return "FAILURE";
  const attachment = sharedAttachment(context, connection.id, file.issue, file.id);
  if (!attachment) return "FILE_NOT_FOUND";
  if (operation === "GetFile") {
    if (busy && isContentOf(attachment, file)) return "FAILURE";
    return isContentOf(attachment, file) && bytes === file.size ? null : "FILE_NOT_FOUND";
  }
  if (attachment.origin !== connection.partner?.id) return "FILE_NOT_FOUND";
  // What is here already is what was to come: said again, it is as done.
  const isDone = operation !== "DeleteFile" && isContentOf(attachment, file) && bytes === file.size;
  if (operation !== "PutFile" && !isDone && existing !== "same") return refusalOfExisting(existing);
  if (operation === "DeleteFile") return null;
  if (!isContentOf(attachment, file)) return operation === "PutFile" ? "DUPLICATE_FILE" : "NEW_FILE_CHECKSUM";
  if (bytes < file.size && !hasRoomFor(context, connection.id, file, room)) return "NO_ROOM";
  return null;
}

function refusalOfExisting(existing: Exclude<Standing, "same"> | undefined): string {
  switch (existing) {
    case undefined:
      return "REQUEST_NOT_UNDERSTOOD";
    case "another":
      return "EXISTING_FILE_CHECKSUM";
    case "missing":
      return "FILE_NOT_FOUND";
    case "unknown":
      return "FAILURE";
  }
}
