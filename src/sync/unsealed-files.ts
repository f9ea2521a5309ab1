import type { Listed, Transport } from "../ports/transport.ts";
import { type Context, audit } from "./context.ts";
import { keepSigned } from "./signed-files.ts";
import { acknowledgedBy, putAcknowledged } from "./stream.ts";
import { forget } from "./troubles.ts";
import { inspect } from "./inspect-listed.ts";
import { noticed } from "./notice-restore.ts";

/** The acknowledgement that was read last of each connection: its name stands for all its bytes, and it says nothing new again. */
const lastRead = new WeakMap<Context, Map<string, string>>();

export async function readAcknowledgement(context: Context, id: string, transport: Transport, listed: Listed): Promise<void> {
  const read = lastRead.get(context) ?? new Map<string, string>();
  lastRead.set(context, read);
  if (read.get(id) === listed.name) return;
  const asked = context.store.connection(id);
  const file = asked && (await inspect(context, asked, transport, listed));
  if (!file) return;
  forget(context, id, new Set([listed.name]));
  const connection = context.store.connection(id);
  if (!connection || (await noticed(context, connection, transport, file))) return;
  const next = acknowledgedBy(context, connection, file.header);
  if (next !== connection)
    context.store.transaction(() => {
      if (next.stream.floor > connection.stream.floor) keepSigned(context, connection, file, "acknowledgement");
      putAcknowledged(context, connection, { ...next, lastSeen: context.clock.now() });
    });
  // Only now: what a full disk did not take has to be read again.
  read.set(id, listed.name);
}

/** The primary refuses our Handshake message: shown, and overruled by any acknowledgement that is addressed to us. */
export async function readRefusal(context: Context, id: string, transport: Transport, listed: Listed): Promise<void> {
  const connection = context.store.connection(id);
  if (!connection || connection.stream.heard || connection.facts.link !== "handshake" || connection.invitation.refused) return;
  const file = await inspect(context, connection, transport, listed);
  const refuses = file?.header.refuses;
  const ours = context.store.files(id).find((sent) => sent.sequence === 0);
  if (!refuses || !ours || refuses.hash !== ours.hash) return;
  context.store.transaction(() => {
    context.store.putConnection({ ...connection, invitation: { ...connection.invitation, refused: refuses.reason } });
    audit(context, {
      actor: `partner ${connection.partner?.name ?? ""}`,
      action: "handshake refused",
      connection: id,
      info: refuses.reason,
    });
  });
}
