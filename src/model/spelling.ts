import { type Value, isSet } from "./value.ts";

/** Whether a tracker that has one spelling of its own (of case, of spaces, of one letter in several codes) makes the same of both. */
export function sameSpelling(a: Value, b: Value): boolean {
  return JSON.stringify(spelt(a)) === JSON.stringify(spelt(b));
}

function spelt(value: Value): unknown {
  if (typeof value === "string") return speltText(value);
  if (value === null || typeof value !== "object") return value;
  return isSet(value) ? [...new Set(value.map(speltText))].sort() : { name: speltText(value.name) };
}

function speltText(text: string): string {
  return text.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, " ").trim();
}
