import type { Connection } from "../../model/connection.ts";
import { type WantedFile, beginning } from "../../model/content-state.ts";
import type { AskedOperation, FileOperation } from "../../model/operation.ts";
import { FILES } from "../../protocol/version.ts";
import { type Context, post } from "../context.ts";
import { OPEN_STATES, PATIENCE_MS } from "../operations-end.ts";
import { giveUp } from "../operations/ask.ts";

/** Why no partner was asked. */
export type FileNotAsked = "NOT_CONNECTED" | "PARTNER_CANNOT" | "ASKED_ALREADY";

/** Phase 1 with each of the partners that may have it (docs/PROTOCOL.md 6). Inside a transaction. null: at least one was asked. */
export function askFile(
  context: Context,
  connections: readonly Connection[],
  operation: FileOperation,
  id: string,
  file: WantedFile,
  existing?: string,
  byItself = false,
): FileNotAsked | null {
  const there = connections.filter(({ facts, partner }) => facts.link === "connected" && partner !== null);
  if (there.length === 0) return "NOT_CONNECTED";
  const able = there.filter(({ partner }) => partner?.capabilities.includes(FILES));
  if (able.length === 0) return "PARTNER_CANNOT";
  if (openFile(context, file.id) !== null) return "ASKED_ALREADY";
  for (const connection of able) askOne(context, connection, operation, id, { file, existing, byItself });
  return null;
}

interface Given {
  readonly file: WantedFile;
  readonly existing?: string | undefined;
  readonly byItself?: boolean;
}

function askOne(context: Context, connection: Connection, operation: FileOperation, id: string, { file, existing, byItself }: Given): void {
  const { store, clock } = context;
  const begun = clock.now();
  const way = operation === "GetFile" ? "in" : "out";
  const content = { ...beginning(file, way, existing), turn: false };
  const [sentAs = ""] = post(context, connection.id, [
    { kind: "identify request", conversation: id, operation, file: { ...file }, ...(existing !== undefined && { existing }) },
  ]);
  const until = begun + PATIENCE_MS;
  store.putAsked({
    id,
    connection: connection.id,
    operation,
    state: "identifying",
    begun,
    until,
    sentAs,
    content,
    ...(byItself && { byItself }),
  });
}

/** A person wants what comes by itself: it is theirs from now on, and the other partners are asked, too. Inside a transaction. */
export function takeOver(context: Context, { id, content }: AskedOperation, connections: readonly Connection[]): void {
  const { store } = context;
  for (const { byItself: _, ...rest } of store.askedParts(id, OPEN_STATES)) store.putAsked(rest);
  for (const connection of connections)
    if (
      content &&
      connection.facts.link === "connected" &&
      connection.partner?.capabilities.includes(FILES) &&
      !store.asked(connection.id, id)
    )
      askOne(context, connection, "GetFile", id, { file: content.file });
}

/** One that is under way for this attachment. */
export function openFile({ store }: Context, attachment: string): AskedOperation | null {
  return store.askedParts(null, OPEN_STATES).find(({ content }) => content?.file.id === attachment) ?? null;
}

/** A person waits no longer: what has arrived stays for the next time. Inside a transaction. Whether there was anything to give up. */
export function cancelFile(context: Context, id: string): boolean {
  const open = context.store.askedParts(id, OPEN_STATES).filter(({ content }) => content);
  for (const operation of open) giveUp(context, operation, "CANCELLED");
  return open.length > 0;
}
