import type { KeptText } from "./memory-rows.ts";

/** How many of the last texts of a file are kept, and how many characters of older ones beside the newest. */
const MOST = 6;
const LONGEST = 512 * 1024;

/** Where a text that was found comes from (DESIGN "Stale text"). */
export type Descent =
  /** From the newest known text: what differs is an edit. */
  | { readonly kind: "newest" }
  /** It is an older text, unchanged, and Ferry has written since: somebody must say what is meant. */
  | { readonly kind: "older" }
  /** From an older text, and Ferry has written since: edits are differences from that one. */
  | { readonly kind: "stale"; readonly ancestor: KeptText };

/**
 * Compares with the texts that Ferry has overwritten since, and with the newest: where a person alone has changed the file, going
 * back to what it was is an edit like any other. Of equally near texts the newest counts.
 */
export function descentOf(kept: readonly KeptText[], found: { readonly version: string; readonly text: string }): Descent {
  const newest = kept.at(-1);
  if (newest === undefined || newest.version === found.version) return { kind: "newest" };
  const lastWritten = kept.findLastIndex((text) => text.written);
  const overwritten = kept.slice(0, Math.max(0, lastWritten));
  if (overwritten.some((text) => text.version === found.version)) {
    return kept.slice(lastWritten).some((text) => text.version === found.version) ? { kind: "newest" } : { kind: "older" };
  }
  let nearest = newest;
  let least = lineDistance(newest.text, found.text);
  for (const text of overwritten.toReversed()) {
    const distance = lineDistance(text.text, found.text);
    if (distance < least) [nearest, least] = [text, distance];
  }
  return nearest === newest ? { kind: "newest" } : { kind: "stale", ancestor: nearest };
}

/** With this text as the newest; older ones go where they are too many or too long. */
export function withText(kept: readonly KeptText[], text: KeptText): readonly KeptText[] {
  const known = kept.at(-1);
  if (known?.version === text.version) return kept;
  const all = [...kept.filter(({ version }) => version !== text.version), text].slice(-MOST);
  let length = 0;
  const from = all.findLastIndex((one, i) => i < all.length - 1 && (length += one.text.length) > LONGEST);
  return all.slice(from + 1);
}

/** Number of lines that only one of the texts has. */
function lineDistance(a: string, b: string): number {
  const counts = new Map<string, number>();
  for (const line of a.split("\n")) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const line of b.split("\n")) counts.set(line, (counts.get(line) ?? 0) - 1);
  let distance = 0;
  for (const count of counts.values()) distance += Math.abs(count);
  return distance;
}
