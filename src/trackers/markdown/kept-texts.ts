import type { KeptText } from "./memory-rows.ts";

/** How many of the last texts of a file are kept, and how many characters of older ones beside the newest. */
const MOST = 6;
const LONGEST = 512 * 1024;

/** Where a text that was found comes from. */
export type Descent =
  /** From the newest known text: what differs is an edit. */
  | { readonly kind: "newest" }
  /** It is an older text, unchanged, and Ferry has written since: somebody must say what is meant. */
  | { readonly kind: "older" }
  /** From an older text, and Ferry has written since: edits are differences from that one. */
  | { readonly kind: "stale"; readonly ancestor: KeptText };

/**
 * Compares with the texts that Ferry has overwritten since, and with the newest: where a person alone has changed the file, by hand or by
 * command, going back to what it was is an edit like any other: a slip taken back must not return. An older text must show in what was found. Nor does anybody save from a text that is older than what was saved last: it may be near, since
 * a person takes own lines back and types them anew. Of equally near texts the newest counts.
 */
export function descentOf(kept: readonly KeptText[], found: { readonly version: string; readonly text: string }): Descent {
  const newest = kept.at(-1);
  if (newest === undefined || newest.version === found.version) return { kind: "newest" };
  const lastWritten = kept.findLastIndex((text) => text.written && text.commanded !== true);
  const overwritten = kept.slice(0, Math.max(0, lastWritten));
  if (overwritten.some((text) => text.version === found.version)) {
    return kept.slice(lastWritten).some((text) => text.version === found.version) ? { kind: "newest" } : { kind: "older" };
  }
  const lastFound = kept.findLastIndex((text) => !text.written);
  let nearest = newest;
  let least = lineDistance(newest.text, found.text);
  for (const text of overwritten.slice(Math.max(0, lastFound)).toReversed()) {
    const distance = lineDistance(text.text, found.text);
    if (distance < least && showsAgain(text.text, newest.text, found.text)) [nearest, least] = [text, distance];
  }
  return nearest === newest ? { kind: "newest" } : { kind: "stale", ancestor: nearest };
}

/**
 * Whether the older text shows in what was found: it has a body of its own, or something is as it was before it was changed since (no body
 * again, a line, a value, a missing comment). Whoever writes another first body than Ferry's rewrites what he sees.
 */
function showsAgain(older: string, newest: string, found: string): boolean {
  if (hasBody(older) || (hasBody(newest) && !hasBody(found))) return true;
  const [before, since, now] = [linesOf(older), linesOf(newest), linesOf(found)];
  for (const [line, count] of before) if (since.get(line) !== count && now.get(line) === count) return true;
  for (const [line, count] of since)
    if (!before.has(line) && !now.has(line) && (typeof count === "string" || line.startsWith("### "))) return true;
  return false;
}

/** Whether anything but a heading stands between front matter and comments. */
function hasBody(text: string): boolean {
  const lines = text.split(/\r\n|\r|\n/);
  const end = lines[0] === "---" ? lines.indexOf("---", 1) : -1;
  const comments = lines.findIndex((line, n) => n > end && /^##[ \t]+Comments/i.test(line));
  return lines.slice(end + 1, comments < 0 ? undefined : comments).some((line) => line.trim() !== "" && !line.startsWith("#"));
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

/** Whether a text lies nearer to what a change made of another one than to that one: then it was made first. */
export function isAfterChange(text: string, before: string, after: string): boolean {
  return lineDistance(text, after) < lineDistance(text, before);
}

/**
 * Number of lines that only one of the texts has, and of front matter keys whose value differs. Lines that every issue file may have say
 * nothing about where a text comes from, and are not counted.
 */
function lineDistance(a: string, b: string): number {
  const [ours, theirs] = [linesOf(a), linesOf(b)];
  let distance = 0;
  for (const [line, count] of ours) distance += difference(count, theirs.get(line));
  for (const [line, count] of theirs) if (!ours.has(line)) distance += difference(count, undefined);
  return distance;
}

function difference(a: number | string, b: number | string | undefined): number {
  if (typeof a === "string" || typeof b === "string") return a === b ? 0 : 1;
  return Math.abs(a - (b ?? 0));
}

const STRUCTURE = /^(?:\s*|---|## Comments|[\w-]+:\s*)$/;

/** How often each line is there; the value of each front matter key, by the key. */
function linesOf(text: string): ReadonlyMap<string, number | string> {
  const lines = text.split(/\r\n|\r|\n/);
  const end = lines[0] === "---" ? lines.indexOf("---", 1) : -1;
  const found = new Map<string, number | string>();
  for (const [n, line] of lines.entries()) {
    if (STRUCTURE.test(line)) continue;
    const entry = n < end ? /^([\w-]+:)\s+(.*)$/.exec(line) : null;
    const count = found.get(line);
    if (entry) found.set(entry[1] ?? "", entry[2] ?? "");
    else found.set(line, typeof count === "number" ? count + 1 : 1);
  }
  return found;
}
