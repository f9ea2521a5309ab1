import type { Partner } from "../model/connection.ts";
import { type Context, isoNow } from "./context.ts";
import { partnerIds } from "./partner-ids.ts";

/** Name of the fact that keeps when the identity key of this participant was revoked here. It outlives the connection. */
const revokedFact = (participant: string): string => `revoked:${participant}`;

/** Whether the identity key of this participant was revoked here, on whatever connection. */
export function isRevokedKey({ store }: Context, participant: string): boolean {
  return store.fact(revokedFact(participant)) !== null;
}

/** Every key that the partner had here: with each it may come again, and whoever took one of them, too. Inside the transaction that revokes. */
export function noteRevokedKeys(context: Context, partner: Partner): void {
  for (const participant of partnerIds(context.crypto, partner)) context.store.setFact(revokedFact(participant), isoNow(context));
}
