/** A key as it stands in some text. `start` counts the sign before it, where there is one. */
export interface FoundKey {
  readonly start: number;
  readonly end: number;
  readonly key: string;
  /** It is written `#KEY`: then it may be in any case. */
  readonly marked: boolean;
}

/** A prefix, a hyphen and a number. What stands around it must not make it a part of a path, a file name, an address or a longer word. */
const KEY = /(?<![\w&#@/.\\-])(?<sign>#?)(?<key>[A-Za-z][A-Za-z0-9_-]{0,40}-[1-9]\d{0,14})(?![\w-]|\.\w)/g;

/** What looks like a key, in order, not more than `most`. Whether there is such an issue is for others to say. */
export function keysIn(text: string, most: number): readonly FoundKey[] {
  const found: FoundKey[] = [];
  for (const { groups = {}, index, 0: whole } of text.matchAll(KEY)) {
    if (found.length === most) break;
    found.push({ start: index, end: index + whole.length, key: groups["key"] ?? "", marked: groups["sign"] === "#" });
  }
  return found;
}

/** A `#` and what is typed behind it. In front of the sign stands nothing that makes it a colour, an anchor or a part of a word. */
const TYPED = /(?:^|[\s({[,;:!*>|]|(?<=\s)-)(?<sign>#)(?<typed>[\p{L}\p{N}_-]{0,60})$/u;

/**
 * What of a key or a title is typed at the end of a line's text, and where its sign stands; null: nothing. A sign alone at the beginning of a
 * line is a heading, a comment or a directive in many languages: it asks for nothing unless `asked`.
 */
export function typedKey(line: string, asked: boolean): { readonly at: number; readonly typed: string } | null {
  if (/\]\(#[^()\s]*$/.test(line.slice(-80))) return null;
  const found = TYPED.exec(line);
  const typed = found?.groups?.["typed"] ?? "";
  if (!found) return null;
  const at = line.length - typed.length - 1;
  return typed === "" && !asked && line.slice(0, at).trim() === "" ? null : { at, typed };
}

/** Whether a language is on the list: `*` stands for all, `-css` takes one away. */
export function isLanguageListed(list: readonly string[], language: string): boolean {
  return (list.includes("*") || list.includes(language)) && !list.includes(`-${language}`);
}
