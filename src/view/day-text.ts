const DAY = 24 * 60 * 60 * 1000;
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** `2026-11-23`, in the reader's own time zone. `time`: milliseconds since 1970. */
export function dayOf(time: number): string {
  const then = new Date(Math.min(Math.max(time, -LATEST), LATEST));
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
}

/** The last moment that a date can name. */
const LATEST = 8_640_000_000_000_000;

/** `Today`, `Yesterday` or `Saturday, 2026-11-21`. `now`: milliseconds since 1970. */
export function dayTitle(time: number, now: number): string {
  const day = dayOf(time);
  if (day === dayOf(now)) return "Today";
  if (day === dayOf(now - DAY)) return "Yesterday";
  return `${WEEKDAYS[new Date(time).getDay()] ?? ""}, ${day}`;
}

/** `10:42` */
export function clockOf(time: number): string {
  const then = new Date(time);
  return `${two(then.getHours())}:${two(then.getMinutes())}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
