import type { Connection, Position } from "../model/connection.ts";
import type { Header } from "../envelope/header.ts";
import { type Context, audit } from "./context.ts";

/**
 * What a validly signed header of the partner says about our stream: acknowledged files are forgotten (and withdrawn by the next
 * `maintain`). Inside a transaction where it may change something; returns the connection itself when nothing is new.
 * An acknowledgement ahead of the store or of another file changes nothing here: it is evidence (`evidence.ts`).
 */
export function acknowledgedBy(context: Context, connection: Connection, header: Header): Connection {
  const { stream } = connection;
  const { acknowledges } = header;
  if (acknowledges.generation !== stream.generation || acknowledges.sequence >= stream.next) return connection;
  const heard = stream.heard || acknowledges.sequence >= 0;
  if (acknowledges.sequence < stream.floor) return heard === stream.heard ? connection : { ...connection, stream: { ...stream, heard } };
  const known = context.store.files(connection.id).find((file) => file.sequence === acknowledges.sequence);
  if (known && known.hash !== acknowledges.hash) return connection;
  const floor = acknowledges.sequence + 1;
  const { opened, ...others } = stream;
  const goesOn = opened === undefined || floor > opened.next;
  return { ...connection, stream: { ...(goesOn ? others : stream), heard, floor, acknowledgedHash: acknowledges.hash } };
}

export function advanced(connection: Connection, received: Position): Connection {
  return { ...connection, stream: { ...connection.stream, received, waitingFor: null } };
}

/** Commits what `acknowledgedBy` found: the files and their plaintext are not needed any more. Inside a transaction. */
export function putAcknowledged(context: Context, before: Connection, after: Connection): void {
  if (after === before) return;
  context.store.putConnection(after);
  if (after.stream.floor <= before.stream.floor) return;
  const sequence = after.stream.floor - 1;
  context.store.acknowledged(after.id, sequence);
  const { generation } = after.stream;
  audit(context, {
    actor: `partner ${after.partner?.name ?? ""}`,
    action: "file acknowledged",
    connection: after.id,
    file: { generation, sequence },
  });
}
