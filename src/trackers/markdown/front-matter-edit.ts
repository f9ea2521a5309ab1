import type { Entry, FrontMatter } from "./front-matter.ts";
import type { Splice } from "./splice.ts";
import { yamlScalar } from "./yaml-scalar.ts";

/** Order in which Ferry writes its own keys; a new key goes behind the nearest of those before it. */
const ORDER = [
  "title",
  "key",
  "id",
  "type",
  "status",
  "priority",
  "assignee",
  "reporter",
  "labels",
  "due",
  "created",
  "links",
  "attachments",
  "share",
];

/** New values by key: a text, a list with one item per line, or null to take the key out. */
export type FrontMatterChange = ReadonlyMap<string, string | readonly string[] | null>;

/**
 * The splices of a YAML text that give the keys their new values. Every other byte stays: unknown keys, comments, order, the spelling of
 * items that remain in a list.
 */
export function editFrontMatter(yaml: string, front: FrontMatter, change: FrontMatterChange, lineEnd: string): Splice[] {
  const splices: Splice[] = [];
  const added = new Map<string, string>();
  for (const [key, value] of change) {
    const entry = front.entries.get(key);
    const gone = value === null || (typeof value !== "string" && value.length === 0);
    if (entry === undefined) {
      if (!gone) added.set(key, `${front.indent}${newEntry(key, value, front.indent, lineEnd)}`);
    } else if (gone) {
      splices.push({ start: lineStart(yaml, entry.start), end: lineEndAt(yaml, entry.end), text: "" });
    } else if (typeof value === "string") {
      splices.push(textSplice(entry, value));
    } else {
      splices.push(...listSplices(yaml, entry, value, front.indent, lineEnd));
    }
  }
  return [...splices, ...additions(yaml, front, added, lineEnd)];
}

function newEntry(key: string, value: string | readonly string[], indent: string, lineEnd: string): string {
  return typeof value === "string" ? `${key}: ${yamlScalar(value)}` : `${key}:${listLines(value, indent, lineEnd)}`;
}

function listLines(items: readonly string[], indent: string, lineEnd: string): string {
  return items.map((item) => `${lineEnd}${indent}  - ${yamlScalar(item)}`).join("");
}

function textSplice(entry: Entry, text: string): Splice {
  if (entry.value.kind === "nothing") return { start: entry.colonEnd, end: entry.colonEnd, text: ` ${yamlScalar(text)}` };
  return { start: entry.value.start, end: entry.end, text: yamlScalar(text) };
}

function listSplices(yaml: string, entry: Entry, items: readonly string[], indent: string, lineEnd: string): Splice[] {
  const { value } = entry;
  if (value.kind === "list" && value.block && value.items.length > 0) return blockSplices(yaml, entry, value.items, items, lineEnd);
  const end = lineEndAt(yaml, entry.end);
  const broken = end > entry.end && yaml[end - 1] === "\n";
  const lines = listLines(items, indent, lineEnd);
  return [
    { start: entry.colonEnd, end: entry.end, text: "" },
    { start: end, end, text: broken ? `${lines.slice(lineEnd.length)}${lineEnd}` : lines },
  ];
}

/** Items that stay keep their lines, with their comments; new ones follow the last. */
function blockSplices(
  yaml: string,
  entry: Entry,
  old: readonly { text: string; start: number; end: number }[],
  items: readonly string[],
  lineEnd: string,
): Splice[] {
  const wanted = new Set(items);
  const seen = new Set<string>();
  const splices: Splice[] = [];
  for (const item of old) {
    if (!wanted.has(item.text) || seen.has(item.text)) {
      splices.push({ start: lineStart(yaml, item.start), end: lineEndAt(yaml, item.end), text: "" });
    }
    seen.add(item.text);
  }
  const dash = /^[ ]*/.exec(yaml.slice(lineStart(yaml, old[0]?.start ?? 0)))?.[0] ?? "  ";
  const added = items.filter((item) => !seen.has(item)).map((item) => `${dash}- ${yamlScalar(item)}`);
  if (added.length === 0) return splices;
  const end = lineEndAt(yaml, entry.end);
  const text = added.join(lineEnd);
  splices.push({ start: end, end, text: endsLine(yaml, end) ? `${text}${lineEnd}` : `${lineEnd}${text}` });
  return splices;
}

function additions(yaml: string, front: FrontMatter, added: ReadonlyMap<string, string>, lineEnd: string): Splice[] {
  const groups = new Map<number, string[]>();
  for (const key of [...added.keys()].sort((a, b) => place(a) - place(b))) {
    const before = ORDER.slice(0, place(key)).findLast((other) => front.entries.has(other));
    const entry = before === undefined ? undefined : front.entries.get(before);
    const first = front.entries.values().next().value;
    const at = entry !== undefined ? lineEndAt(yaml, entry.end) : first === undefined ? yaml.length : lineStart(yaml, first.start);
    groups.set(at, [...(groups.get(at) ?? []), added.get(key) ?? ""]);
  }
  return [...groups].map(([at, lines]) => {
    const text = lines.join(lineEnd);
    return { start: at, end: at, text: endsLine(yaml, at) ? `${text}${lineEnd}` : `${lineEnd}${text}` };
  });
}

function place(key: string): number {
  const at = ORDER.indexOf(key);
  return at < 0 ? ORDER.length : at;
}

function lineStart(yaml: string, at: number): number {
  return yaml.lastIndexOf("\n", at - 1) + 1;
}

/** Behind the line end of the line at which the offset stands. */
function lineEndAt(yaml: string, at: number): number {
  const end = yaml.indexOf("\n", at);
  return end < 0 ? yaml.length : end + 1;
}

function endsLine(yaml: string, at: number): boolean {
  return at === 0 || yaml[at - 1] === "\n";
}
