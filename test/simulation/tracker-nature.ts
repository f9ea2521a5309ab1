import type { TrackerHolds } from "../../src/ports/tracker.ts";
import { type Value, canonicalValue, isSet } from "../../src/model/value.ts";

/** What a tracker does to values that are typed or written into it. */
export interface TrackerNature {
  normalise(field: string, value: Value): Value;
  /** Only of what the project writes: what a user types, his tracker takes. */
  refuses(field: string, value: Value): boolean;
  /** What it has a place for beside fields and comments; absent: files and links. */
  readonly holds?: TrackerHolds;
}

export const exact: TrackerNature = { normalise: (_, value) => value, refuses: () => false };
export const upper: TrackerNature = { normalise: (_, value) => eachText(value, (text) => text.toUpperCase()), refuses: () => false };
export const lower: TrackerNature = { normalise: (_, value) => eachText(value, (text) => text.toLowerCase()), refuses: () => false };

/** Refuses every k-th of the statuses. */
export function picky(k: number): TrackerNature {
  return { normalise: (_, value) => value, refuses: (field, value) => field === "status" && numberIn(value) % k === k - 1 };
}

/** What is the same for every tracker here: the form in which contents are compared. */
export function canonical(value: Value): Value {
  return canonicalValue(lower.normalise("", value));
}

function eachText(value: Value, change: (text: string) => string): Value {
  if (typeof value === "string") return change(value);
  if (value !== null && typeof value === "object" && isSet(value)) return canonicalValue(value.map(change));
  if (value !== null && typeof value === "object") return { ...value, name: change(value.name) };
  return value;
}

function numberIn(value: Value): number {
  return typeof value === "string" ? Number(/\d+/.exec(value)?.[0] ?? 0) : 0;
}
