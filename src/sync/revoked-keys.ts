import { fromBase32 } from "../model/base32.ts";
import type { Partner } from "../model/connection.ts";
import { participantId } from "../envelope/participant.ts";
import { type Context, isoNow } from "./context.ts";

/** Name of the fact that keeps when the identity key of this participant was revoked here. It outlives the connection. */
const revokedFact = (participant: string): string => `revoked:${participant}`;

/** Whether the identity key of this participant was revoked here, on whatever connection. */
export function isRevokedKey({ store }: Context, participant: string): boolean {
  return store.fact(revokedFact(participant)) !== null;
}

/** The key that the partner began with, and the one that it has: with either it may come again. Inside the transaction that revokes. */
export function noteRevokedKeys(context: Context, { id, identityKey }: Partner): void {
  const key = fromBase32(identityKey);
  for (const participant of new Set([id, ...(key ? [participantId(context.crypto, key)] : [])]))
    context.store.setFact(revokedFact(participant), isoNow(context));
}
