import { plainText, shortText } from "./plain-text.ts";

/** A comment that asks for something to be done. */
export interface TodoComment {
  readonly title: string;
  /** What the lines below it say on. */
  readonly more: string;
  /** Where a key is put in, in characters from the beginning of its line. */
  readonly keyAt: number;
}

const TODO = /(?<![\p{L}\p{N}_."'`$-])(?:TODO|FIXME)(?:\([^()\n]{0,60}\))?(?![\p{L}\p{N}_-])/u;
/** What begins a comment line in some languages; or the line is a list, or begins with the word. */
const LINE_MARK = /^\s*(?:[*>!-]|REM\b|"""|'''|$)/i;
/** The same in languages where a sign of quotation does so; one that ends the line, too, is a text. */
const QUOTE_LINE = /^\s*'(?!')/;
/** What begins a comment behind code. */
const MARK = /(?<!:)\/\/|\/\*|<!--|\{-|\(\*|;|(?<![^\s()[\]{},;])#|(?<!\S)(?:--|%)/y;
/** What ends one, at the end of a text without spaces there. Nothing repeats before it: a line of spaces would be walked for each of them. */
const END = /(?:\*\/|-->|-\}|\*\)|#\}|"""|''')$/;
/** A line that is a comment from its beginning. */
const COMMENT_LINE = /^\s*(?<mark>\/{2,3}!?|\*(?!\/)|#+|--|;+|%+|'|>)(?:\s|$)/;

const MOST_LINES = 20;
/** Of a line: minified code and data have no comments for people. */
const MOST_CHARACTERS = 1000;
const TITLE_LENGTH = 120;

/** The comment in the first of these lines; null: it holds none with a text. The others follow it in its file. */
export function todoComment(lines: readonly string[]): TodoComment | null {
  const [line = "", ...below] = lines.slice(0, MOST_LINES + 1).map((one) => one.slice(0, MOST_CHARACTERS));
  const found = TODO.exec(line);
  if (!found || !isInComment(line, found.index)) return null;
  const keyAt = found.index + found[0].length;
  const rest = line.slice(keyAt).trimEnd();
  const title = shortText(withoutEnd(rest.replace(/^\s*[:,–—-]*\s*/, "")).trim(), TITLE_LENGTH);
  return title === "" ? null : { title, more: END.test(rest) ? "" : continued(line, found.index, below), keyAt };
}

/** Whether a comment has begun before this place of a line: its mark stands there, and in no text in quotes. */
function isInComment(line: string, place: number): boolean {
  if (LINE_MARK.test(line.slice(0, place)) || (QUOTE_LINE.test(line.slice(0, place)) && !/'[\s,;)\]}+]*$/.test(line.slice(place))))
    return true;
  for (let at = 0; at < place; at++) {
    MARK.lastIndex = at;
    if (MARK.test(line)) return true;
    const end = quoteEnd(line, at);
    if (end !== null) at = end;
  }
  return false;
}

/** Where a text in quotes ends that begins here; null: none does. An apostrophe in a word begins none. */
function quoteEnd(line: string, at: number): number | null {
  const sign = line.charAt(at);
  if (!"\"'`".includes(sign) || (sign === "'" && /[\p{L}\p{N}]/u.test(line.charAt(at - 1)))) return null;
  for (let next = at + 1; next < line.length; next++) {
    if (line.charAt(next) === "\\") next++;
    else if (line.charAt(next) === sign) return next;
  }
  return null;
}

function withoutEnd(text: string): string {
  return text.trimEnd().replace(END, "");
}

function continued(line: string, at: number, below: readonly string[]): string {
  const mark = COMMENT_LINE.exec(line)?.groups?.["mark"];
  // Behind code, or with words before it, the lines below say something else.
  if (mark === undefined || line.slice(0, at).trim() !== mark) return "";
  const said: string[] = [];
  for (const next of below.slice(0, MOST_LINES)) {
    const found = COMMENT_LINE.exec(next);
    if (found?.groups?.["mark"] !== mark || TODO.test(next)) break;
    const text = next.slice(found[0].length).trimEnd();
    said.push(text.replace(END, "").trimEnd());
    if (END.test(text)) break;
  }
  return said.join("\n").trim();
}

/** The line with the key in it. */
export function withKey(line: string, { keyAt }: Pick<TodoComment, "keyAt">, key: string): string {
  return `${line.slice(0, keyAt)} #${key}${line.slice(keyAt)}`;
}

/** Where a text was found: the path from its folder on (a path of this machine is nobody's business), and lines from 1. */
export interface TextPlace {
  readonly path: string;
  readonly first: number;
  readonly last: number;
}

/** What an issue says that was made of a comment. */
export function bodyOfComment({ more }: TodoComment, place: TextPlace): string {
  return more === "" ? reference(place) : `${more}\n\n${reference(place)}`;
}

/** What an issue says that was made of a selected text: prose as it is, code as code. */
export function bodyOfSelection(text: string, language: string, place: TextPlace): string {
  const shown = text.trimEnd().replace(/^\s*\n/, "");
  if (language === "markdown" || language === "plaintext") return `${shown}\n\n${reference(place)}`;
  let longest = 2;
  for (const [run] of shown.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = "`".repeat(longest + 1);
  return `${fence}${/^[\w+#.-]{1,40}$/.test(language) ? language : ""}\n${shown}\n${fence}\n\n${reference(place)}`;
}

/** What the first line of a selected text proposes as a title. */
export function titleOfSelection(text: string): string {
  const [line = ""] = text.trimStart().split("\n", 1);
  const said = line.slice(0, MOST_CHARACTERS).replace(/^[\s#/*>;%-]*(?:(?:TODO|FIXME)(?:\([^()]*\))?)?[:\s]*/, "");
  return shortText(withoutEnd(said).trim(), TITLE_LENGTH);
}

function reference({ path, first, last }: TextPlace): string {
  const place = `${plainText(path)}:${first === last ? first : `${first}-${last}`}`;
  return place.includes("`") ? `From \`\` ${place} \`\`.` : `From \`${place}\`.`;
}

export const FROM_TEXT = {
  noComment: "There is no TODO or FIXME with a text on this line.",
  ownText: "This is an issue's own text already.",
  hasIssue: (key: string): string => `The comment names ${plainText(key)}, which is an issue already.`,
  noEditor: "Open the text with the comment, and put the cursor on its line.",
  created: (key: string): string => `${plainText(key)} is created, and its key stands in the comment`,
  shared: (key: string, partners: readonly string[]): string =>
    `${plainText(key)} is created, and shared with ${partners.map(plainText).join(", ")}, as the scope says. Its key stands in the comment.`,
  sharedNotPutBack: (key: string, partners: readonly string[]): string =>
    `${plainText(key)} is created, and shared with ${partners.map(plainText).join(", ")}, as the scope says. The comment has changed meanwhile: its key is not in it.`,
  notPutBack: (key: string): string => `${plainText(key)} is created. The comment has changed meanwhile: its key is not in it.`,
} as const;
