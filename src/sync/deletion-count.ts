import type { Context } from "./context.ts";

/**
 * Deletions of the partner since a person was asked last, beyond which one is asked about each: half a tracker may be gone by mistake.
 * Counted however they come, in one message file or one a day: no clock says what belongs together.
 */
const MANY_DELETIONS = 10;

const countFact = (connection: string): string => `deletions:${connection}`;

function taken({ store }: Context, connection: string): number {
  return Number(store.fact(countFact(connection)) ?? 0);
}

/** Whether `more` deletions together with those taken since the last answer are too many. */
export function areManyDeletions(context: Context, connection: string, more: number): boolean {
  return more > 0 && taken(context, connection) + more > MANY_DELETIONS;
}

/** One more was performed that nobody was asked about. Inside the transaction that records it. */
export function countDeletion(context: Context, connection: string): void {
  context.store.setFact(countFact(connection), String(taken(context, connection) + 1));
}

/** A person has looked at what the partner deletes. Inside a transaction. */
export function forgetDeletions(context: Context, connection: string): void {
  context.store.setFact(countFact(connection), "0");
}
