import { type Value, isSet } from "./value.ts";

/** Whether a tracker that has one spelling of its own (of case, of spaces, of one letter in several codes) makes the same of both. */
export function sameSpelling(a: Value, b: Value): boolean {
  return spelt(a) === spelt(b);
}

function spelt(value: Value): string {
  return isSet(value) ? JSON.stringify([...new Set(value.map(speltText))].sort()) : speltText(value);
}

function speltText(value: Value): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, " ").trim();
}
