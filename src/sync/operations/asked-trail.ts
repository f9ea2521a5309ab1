import type { AskedOperation, TrailAsked, TrailWanted } from "../../model/operation.ts";
import type { TrailPage } from "../../protocol/parts/operation.ts";
import type { Context } from "../context.ts";

/** Events of one reading: whoever wants more goes on from `next`. */
const MOST_EVENTS = 10_000;
/** Pages of one reading: a partner that always has another one keeps nobody busy for ever. */
const MOST_PAGES = 200;

/** Readings whose numbering is looked at. */
const READINGS = 50;

/**
 * `since` counts in the numbering of the reading that ended there, whatever was read since; or in the only one that is known. Where it may count in
 * several all is told: numbers that are taken for others would leave events out.
 */
export function beginningTrail({ store }: Context, connection: string, wanted: TrailWanted): TrailAsked {
  const begun = { ...wanted, pages: 0, events: [], next: wanted.since };
  if (wanted.since === 0 || wanted.numbering !== undefined) return begun;
  const readings = store.newestAsked(connection, "GetAuditTrails", READINGS);
  const ended = readings.filter(({ state, trail }) => state === "completed" && trail?.next === wanted.since);
  const [numbering, ...others] = numberingsOf(numberingsOf(ended).length > 0 ? ended : readings);
  if (others.length > 0) return { ...begun, since: 0, next: 0, anew: true };
  return numbering === undefined ? begun : { ...begun, numbering };
}

function numberingsOf(readings: readonly AskedOperation[]): readonly string[] {
  return [...new Set(readings.flatMap(({ trail }) => trail?.numbering ?? []))];
}

/** What the next request asks for. */
export function nextPage({ from, issue, size, next, numbering }: TrailAsked): TrailWanted {
  return {
    since: next,
    ...(numbering !== undefined && { numbering }),
    ...(from !== undefined && { from }),
    ...(issue !== undefined && { issue }),
    size,
  };
}

/** With one page more; or why that is none: it does not follow, or there is no end of them. */
export function withPage(given: TrailAsked, page: TrailPage, isLast: boolean): TrailAsked | "INVALID_MESSAGE" | "ENDLESS" {
  const { events, next, numbering } = page;
  const isAnew = numbering !== undefined && given.numbering !== undefined && numbering !== given.numbering;
  // Streams end with a numbering, and with them what was asked: none changes within one reading.
  if (isAnew && given.pages > 0) return "INVALID_MESSAGE";
  const trail: TrailAsked = {
    ...given,
    ...(numbering !== undefined && { numbering }),
    ...(isAnew && { since: 0, next: 0, anew: true }),
  };
  let before = trail.next;
  for (const { sequence, issue } of events) {
    if (sequence <= before || (trail.issue !== undefined && issue !== trail.issue)) return "INVALID_MESSAGE";
    before = sequence;
  }
  if (next < before || events.length > trail.size || (!isLast && next <= trail.next)) return "INVALID_MESSAGE";
  const pages = trail.pages + 1;
  if (pages >= MOST_PAGES && !isLast) return "ENDLESS";
  return { ...trail, pages, events: [...trail.events, ...events], next };
}

export function isEnough({ events }: TrailAsked): boolean {
  return events.length >= MOST_EVENTS;
}

/** What was read before is let go: the newest reading is kept alone. Inside a transaction. */
export function forgetPages({ store }: Context, { id, connection }: AskedOperation): void {
  for (const older of store.newestAsked(connection, "GetAuditTrails", 5))
    if (older.id !== id && older.trail && older.trail.events.length > 0)
      store.putAsked({ ...older, trail: { ...older.trail, events: [] } });
}
