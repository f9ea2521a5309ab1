import type { ConnectionView } from "../model/snapshot.ts";
import { calmAge, counted, duration } from "./ages.ts";

/** What became of the last ping; null: none was sent. `now`: milliseconds since 1970. */
export function pingSentence({ askedAt, roundTripMs }: Pick<ConnectionView, "askedAt" | "roundTripMs">, now: number): string | null {
  if (askedAt !== null) return `Asked ${calmAge(askedAt, now)}, no answer yet.`;
  return roundTripMs === null ? null : `Answered the last ping after ${span(roundTripMs)}.`;
}

/** What the last comparison of all that is shared found; null: there was none. `now`: milliseconds since 1970. */
export function comparedSentence({ compared }: Pick<ConnectionView, "compared">, now: number): string | null {
  if (!compared) return null;
  const { time, found } = compared;
  return `Compared ${calmAge(time, now)}: ${found === 0 ? "both had the same" : `${counted(found, "issue")} differed`}.`;
}

/** Said to whoever asked. */
export function pingAnswered(name: string, roundTripMs: number): string {
  return `${name} answered after ${span(roundTripMs)}.`;
}

/** Below ten seconds with a digit behind the point. */
function span(milliseconds: number): string {
  return milliseconds < 9950 ? `${(Math.max(milliseconds, 100) / 1000).toFixed(1)} s` : duration(Math.round(milliseconds / 1000));
}
