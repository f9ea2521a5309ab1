import { parseName } from "../envelope/file-name.ts";
import { inspectFile } from "../envelope/inspect.ts";
import type { Transport } from "../ports/transport.ts";
import type { Invite } from "../protocol/invite.ts";
import type { Context } from "./context.ts";
import { namesThere } from "./own-place.ts";

const FROM_THE_START = { generation: 0, sequence: -1 };

/**
 * Whether this project went on from this invitation before, and its state does not know that any more: messages or acknowledgements that it signed lie
 * in its part of the exchange place. It would not understand the partner, nor the partner this side: each setup has a transcript of its own. A name alone
 * shows nothing. A place that cannot be looked at, or has not arrived yet, shows nothing either; then the primary refuses (`admit.ts`).
 */
export async function joinedBefore(context: Context, invite: Invite, transport: Transport): Promise<boolean> {
  const route = { connection: invite.connection, self: context.self };
  const names = await namesThere(transport, route, context.self, FROM_THE_START);
  if ("kind" in names) return false;
  for (const name of names) {
    const kind = parseName(name)?.kind;
    if (kind !== "message" && kind !== "acknowledgement") continue;
    const fetched = await transport.fetch(route, context.self, name);
    if (fetched.kind === "none") continue;
    const expected = {
      connection: invite.connection,
      addressee: invite.participant,
      sender: context.self,
      identityKey: context.identity.publicKey,
    };
    if (inspectFile(context.crypto, name, fetched.bytes, expected).ok) return true;
  }
  return false;
}
