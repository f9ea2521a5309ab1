import { type Context, isoNow } from "./context.ts";

/** Name of the fact that keeps when the identity key of this participant was revoked here. It outlives the connection. */
const revokedFact = (participant: string): string => `revoked:${participant}`;

/** Whether the identity key of this participant was revoked here, on whatever connection. */
export function isRevokedKey({ store }: Context, participant: string): boolean {
  return store.fact(revokedFact(participant)) !== null;
}

/** Inside the transaction that revokes. */
export function noteRevokedKey(context: Context, participant: string): void {
  context.store.setFact(revokedFact(participant), isoNow(context));
}
