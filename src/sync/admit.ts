import { type Connection, isSilent } from "../model/connection.ts";
import type { ParticipantId } from "../model/document.ts";
import { joinName, parseName } from "../envelope/file-name.ts";
import { type Transport, isTransportFailure } from "../ports/transport.ts";
import { type Context } from "./context.ts";
import type { Refusal } from "./deliver.ts";
import { selfOn } from "./own-identity.ts";

/**
 * The primary looks for Handshake messages (docs/PROTOCOL.md 3). The first valid identity key spends the join secret; whoever comes
 * later, or after the invitation expired, is refused for as long as he offers his. Returns the refusals to show now.
 */
export async function admit(context: Context, connection: Connection): Promise<readonly Refusal[]> {
  const transport = context.transportOf(connection);
  const { link } = connection.facts;
  if (!transport || connection.role !== "primary" || link === "revoked" || isSilent(connection)) return [];
  const route = { connection: connection.id, self: selfOn(context, connection) };
  const refusals: Refusal[] = [];
  for (const writer of await transport.writers(route)) {
    if (writer === connection.invitation.spentBy) {
      // Of a partner only its join file matters, which is hardly ever there.
      const refusal = await joinAgain(context, connection, writer, transport);
      if (refusal) refusals.push(refusal);
      continue;
    }
    const listing = await transport.list(route, writer);
    if (isTransportFailure(listing)) continue;
    for (const { name } of listing.messages) {
      const parsed = parseName(name);
      if (parsed?.kind !== "join" || parsed.invitation !== connection.invitation.id) continue;
      const fetched = await transport.fetch(route, writer, name);
      const now = context.store.connection(connection.id);
      if (fetched.kind !== "bytes" || !now) continue;
      const refusal = await (await considering()).consider(context, now, writer, name, fetched.bytes);
      if (refusal) refusals.push(refusal);
    }
  }
  return refusals;
}

/** A partner that was put back to before it joined may join again: its keys are others, and the transcript. The same file is only a repetition. */
async function joinAgain(context: Context, connection: Connection, writer: ParticipantId, transport: Transport): Promise<Refusal | null> {
  const name = joinName(connection.invitation.id);
  const fetched = await transport.fetch({ connection: connection.id, self: selfOn(context, connection) }, writer, name);
  return fetched.kind === "bytes" ? (await considering()).consider(context, connection, writer, name, fetched.bytes) : null;
}

/** Read when somebody offers a Handshake message, which is hardly ever (ARCHITECTURE.md, "Rooms"). */
const considering = () => import("./consider-join.ts");
