const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, or how long until, in one unit: `4 s ago`, `in 2 days`. `moment`: ISO 8601; `now`: milliseconds since 1970. */
export function relativeAge(moment: string, now: number): string {
  const seconds = Math.round((now - Date.parse(moment)) / 1000);
  if (!Number.isFinite(seconds)) return "at an unknown time";
  if (seconds === 0) return "now";
  return seconds > 0 ? `${duration(seconds)} ago` : `in ${duration(-seconds)}`;
}

/** The same for what is shown all the time: seconds would change it all the time. */
export function calmAge(moment: string, now: number): string {
  return now - Date.parse(moment) < MINUTE * 1000 ? "just now" : relativeAge(moment, now);
}

export function duration(seconds: number): string {
  if (seconds < MINUTE) return `${seconds} s`;
  if (seconds < HOUR) return `${Math.round(seconds / MINUTE)} min`;
  if (seconds < DAY) return `${Math.round(seconds / HOUR)} h`;
  return counted(Math.round(seconds / DAY), "day");
}

/** `1 issue`, `2 issues`. */
export function counted(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
