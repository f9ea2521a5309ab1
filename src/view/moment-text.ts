const DAY = 24 * 60 * 60 * 1000;

/**
 * When something happened, as short as it can be told apart: a time of today, `yesterday 10:42`, or a date. In the reader's own time zone.
 * `time` and `now`: milliseconds since 1970.
 */
export function momentText(time: number, now: number): string {
  const [then, today] = [new Date(time), new Date(now)];
  const clock = `${two(then.getHours())}:${two(then.getMinutes())}`;
  if (sameDay(then, today)) return `${clock}:${two(then.getSeconds())}`;
  if (sameDay(then, new Date(now - DAY))) return `yesterday ${clock}`;
  return `${dayText(then)} ${clock}`;
}

/** To the second, with the date. */
export function exactMoment(time: number): string {
  const then = new Date(time);
  return `${dayText(then)} ${two(then.getHours())}:${two(then.getMinutes())}:${two(then.getSeconds())}`;
}

function sameDay(a: Date, b: Date): boolean {
  return dayText(a) === dayText(b);
}

function dayText(day: Date): string {
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
