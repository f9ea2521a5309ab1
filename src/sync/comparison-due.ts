import type { Connection } from "../model/connection.ts";
import { OPERATIONS } from "../protocol/version.ts";
import type { Context } from "./context.ts";

/** What is kept of the comparisons of a connection begins so. */
export const comparisonFacts = (connection: string): string => `compare:${connection}:`;

/** Milliseconds since 1970 from which on the next comparison by itself may begin. */
export const comparisonFact = (connection: string): string => `${comparisonFacts(connection)}next`;

/** When the last one ended, in milliseconds since 1970, a space, and how many issues differed. */
export const comparedFact = (connection: string): string => `${comparisonFacts(connection)}last`;

export const DAY_MS = 24 * 60 * 60 * 1000;

/** A clock may go back so far. */
const CLOCK_MS = 60 * 60 * 1000;

/**
 * Whether the two sides are to be compared without anybody asking: once a day and after each Recover (docs/PROTOCOL.md 9). A clock that is wrong makes that
 * earlier or later and decides nothing else. What has no time yet gets one.
 */
export function isComparisonDue({ store, clock, comparesDaily }: Context, { id, facts, partner }: Connection): boolean {
  if (!comparesDaily || facts.link !== "connected" || facts.run !== "running" || !partner?.capabilities.includes(OPERATIONS)) return false;
  const now = clock.now();
  const from = Number(store.fact(comparisonFact(id)) ?? 0);
  return from <= now || from > now + DAY_MS + CLOCK_MS;
}
