const MINUTE_MS = 60_000;

/** The time of a comment that is written now, as fine as its heading shows it. ISO 8601. */
export function commentTime(now = Date.now()): string {
  return new Date(Math.floor(now / MINUTE_MS) * MINUTE_MS).toISOString();
}
