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

/** What colours are set with, up to the sign. */
const COLOUR = /(?:colou?r|background|border|fill|stroke|shadow|outline|gradient)[\w-]*["']?\s{0,8}[:=(][^;]{0,80}$/i;

/** What of a key or a title is typed. */
export interface TypedKey {
  readonly at: number;
  readonly typed: string;
  /** It may be the beginning of a title, too. Not where it is as likely a word of a language or a colour, which a title would replace. */
  readonly titles: boolean;
}

/**
 * What of a key or a title is typed at the end of a line's text, and where its sign stands; null: nothing. A sign at the beginning of a
 * line is a heading, a comment or a directive (`#include`) in many languages: alone it asks for nothing unless `asked`, and no title is meant.
 */
export function typedKey(line: string, asked: boolean): TypedKey | null {
  if (/\]\(#[^()\s]*$/.test(line.slice(-80))) return null;
  const found = TYPED.exec(line);
  const typed = found?.groups?.["typed"] ?? "";
  if (!found) return null;
  const at = line.length - typed.length - 1;
  const before = line.slice(0, at);
  const first = before.trim() === "";
  const hex = /^[\da-f]{1,8}$/i.test(typed);
  // No colour has so few digits: until it has more a word is as likely, and a list that was empty once does not come again.
  const colour = hex && typed.length > 2 && /[a-f]/i.test(typed);
  if ((typed === "" && !asked && first) || (hex && COLOUR.test(before.slice(-120)))) return null;
  return { at, typed, titles: !first && !colour };
}

/** Whether a language is on the list: `*` stands for all, `-css` takes one away. */
export function isLanguageListed(list: readonly string[], language: string): boolean {
  return (list.includes("*") || list.includes(language)) && !list.includes(`-${language}`);
}
