import type { Connection } from "../../model/connection.ts";
import { type ContentState, standingParts } from "../../model/content-state.ts";
import type { Context } from "../context.ts";
import { LARGEST_PART } from "./give.ts";
import { openAnswered, openAsked } from "./open-files.ts";

/** Of all contents that leave, on all connections: the exchange folder is not for us alone (docs/PROTOCOL.md 1). */
const FOLDER_BYTES = 1024 * 1024 * 1024;

/**
 * Bytes that may stand ready of one content: each connection has an equal share, so that no partner holds what others wait for. However many there are,
 * a connection that has nothing else standing has room for one part: it would wait for ever.
 */
export function folderRoom(context: Context, { id }: Pick<Connection, "id">, content: ContentState): number {
  const connected = context.store.connections().filter(({ facts }) => facts.link === "connected").length;
  const share = Math.floor(FOLDER_BYTES / Math.max(1, connected));
  const others = standingBytes(context, id) - bytesOf(content);
  return others > 0 ? share - others : Math.max(share, LARGEST_PART);
}

function standingBytes(context: Context, id: string): number {
  return [...openAsked(context, id), ...openAnswered(context, id)].reduce((sum, { content }) => sum + bytesOf(content), 0);
}

function bytesOf(content: ContentState): number {
  const { from, to } = standingParts(content);
  return (to - from) * (content.transfer?.part ?? 0);
}
