import { isId } from "../model/ids.ts";

/** The lists of an issue file's front matter that name other things. */
export type FrontList = "attachments" | "links";

/** An item of one of them. `line` from 0; `start` and `end` of what stands behind the dash, without quotation marks. */
export interface FrontItem {
  readonly list: FrontList;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Lines of a front matter that are looked at: longer ones are nobody's. */
const MOST_LINES = 2_000;
const ITEM = /^(\s*-\s+)(["']?)(.*?)\2\s*$/;

/** The items of the front matter, where a text has one. `lineAt` undefined: the text is over. */
export function frontItems(lineAt: (line: number) => string | undefined): readonly FrontItem[] {
  const items: FrontItem[] = [];
  if (lineAt(0)?.trimEnd() !== "---") return items;
  let list: FrontList | null = null;
  for (let line = 1; line < MOST_LINES; line++) {
    const text = lineAt(line);
    if (text === undefined || text.trimEnd() === "---") break;
    const key = /^([\w-]+):/.exec(text)?.[1];
    if (key !== undefined) list = key === "attachments" || key === "links" ? key : null;
    const [, dash = "", quote = "", value = ""] = (list !== null && ITEM.exec(text)) || [];
    if (list === null || dash === "") continue;
    const start = dash.length + quote.length;
    items.push({ list, line, start, end: start + value.length, text: value });
  }
  return items;
}

/** The file that an item of `attachments:` names: the last word is its id, and what stands before it its name. */
export function fileOfItem({ text, start }: FrontItem): { readonly id: string; readonly start: number; readonly end: number } | null {
  const [, name = "", id = ""] = /^(.*\S) (\S{26})$/.exec(text) ?? [];
  return isId(id) ? { id, start, end: start + name.length } : null;
}

/** What is typed of an item of `links:`: the words before the key, and the beginning of the key. */
export function typedLink(text: string): { readonly kind: string | null; readonly typed: string } {
  const at = text.lastIndexOf(" ");
  return at < 0 ? { kind: null, typed: text } : { kind: text.slice(0, at), typed: text.slice(at + 1) };
}

/** Words that people use between issues; any others are as good. */
const USUAL_KINDS = ["blocks", "is blocked by", "relates to", "duplicates", "is part of"];

/** Those that the text has already come first. */
export function linkKinds(items: readonly FrontItem[]): readonly string[] {
  const used = items.flatMap(({ list, text }) => (list === "links" ? (typedLink(text).kind ?? []) : []));
  return [...new Set([...used.filter((kind) => kind.trim() !== ""), ...USUAL_KINDS])];
}
