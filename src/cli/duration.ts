import { InvalidArgumentError } from "commander";

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of `500ms`, `60s`, `2m`, `1h`; a bare number is seconds. */
export function durationMs(text: string): number {
  const found = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)?$/.exec(text.trim());
  if (!found) throw new InvalidArgumentError("Use a time such as 500ms, 60s or 2m.");
  return Math.round(Number(found[1]) * (UNITS[found[2] ?? "s"] ?? 1000));
}

/** A whole number that is not negative. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("Use a whole number.");
  return Number(text);
}

/** What a partner tells at once, at most. */
const LONGEST_PAGE = 5_000;

/** How many to list of a partner's issues. */
export function pageLimit(text: string): number {
  const limit = wholeNumber(text);
  if (limit < 1 || limit > LONGEST_PAGE) throw new InvalidArgumentError(`Use a number from 1 to ${LONGEST_PAGE}.`);
  return limit;
}
