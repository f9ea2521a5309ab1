import { fromBase32 } from "../model/base32.ts";
import type { Connection } from "../model/connection.ts";
import { type InspectedFile, inspectFile } from "../envelope/inspect.ts";
import { isPartnerNewer } from "../envelope/failure.ts";
import { signingKey } from "../envelope/signing-key.ts";
import { parseName } from "../envelope/file-name.ts";
import type { Listed, Transport } from "../ports/transport.ts";
import type { Context } from "./context.ts";
import { selfOn } from "./own-identity.ts";
import { trouble } from "./troubles.ts";

/** A file of the partner that is what its name says, signed for us; null for everything else, which may still be arriving. */
export async function inspect(
  context: Context,
  connection: Connection,
  transport: Transport,
  listed: Listed,
): Promise<InspectedFile | null> {
  const partner = connection.partner;
  const identityKey = partner && fromBase32(signingKey(partner.identityKey, partner.changed, parseName(listed.name)));
  if (!partner || !identityKey) return null;
  const self = selfOn(context, connection);
  const fetched = await transport.fetch({ connection: connection.id, self }, listed.writer, listed.name);
  if (fetched.kind === "none") return null;
  const inspected = inspectFile(context.crypto, listed.name, fetched.bytes, {
    connection: connection.id,
    addressee: self,
    sender: partner.id,
    identityKey,
  });
  if (inspected.ok) return inspected.value;
  // A refusal addressed to another is no trouble of ours.
  if (inspected.failure.code !== "OTHER_ADDRESSEE")
    trouble(context, connection.id, listed.name, isPartnerNewer(inspected.failure.code) ? "PARTNER_IS_NEWER" : inspected.failure.code);
  return null;
}
