import { fromBase32 } from "../model/base32.ts";
import type { Partner } from "../model/connection.ts";
import type { ParticipantId } from "../model/document.ts";
import { participantId } from "../envelope/participant.ts";
import type { Crypto } from "../ports/crypto.ts";

/**
 * The participant ids of every key that this partner had here: with each of them it may come, or have come, over another connection, since a connection
 * keeps the id of the key that it was set up with.
 */
export function partnerIds(crypto: Crypto, { id, identityKey, changed }: Partner): ReadonlySet<ParticipantId> {
  const keys = [...(changed?.formers ?? []).map(({ key }) => key), identityKey].map((key) => fromBase32(key));
  return new Set([id, ...keys.flatMap((key) => (key ? [participantId(crypto, key)] : []))]);
}

/** Whether one of these ids is of that partner. */
export function isPartner(crypto: Crypto, partner: Partner, ids: Iterable<ParticipantId>): boolean {
  const its = partnerIds(crypto, partner);
  return [...ids].some((id) => its.has(id));
}
