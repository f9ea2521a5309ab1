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
/** What begins a comment, in most languages; or the line is a list, or begins with the word. */
const MARK = /\/\/|\/\*|#|--|;|%|<!--|\{-|\(\*|"""|'''|^\s*(?:[*>!'-]|REM\b|\/{2,3}|$)/i;
/** What ends one. */
const END = /\s*(?:\*\/|-->|-\}|\*\)|#\}|"""|''')\s*$/;
/** A line that is a comment from its beginning. */
const COMMENT_LINE = /^\s*(?<mark>\/{2,3}!?|\*(?!\/)|#+|--|;+|%+|'|>)(?:\s|$)/;

const MOST_LINES = 20;
const TITLE_LENGTH = 120;

/** The comment in the first of these lines; null: it holds none with a text. The others follow it in its file. */
export function todoComment(lines: readonly string[]): TodoComment | null {
  const [line = "", ...below] = lines;
  const found = TODO.exec(line);
  if (!found || !MARK.test(line.slice(0, found.index))) return null;
  const keyAt = found.index + found[0].length;
  const rest = line.slice(keyAt);
  const title = shortText(
    rest
      .replace(/^\s*[:,–—-]*\s*/, "")
      .replace(END, "")
      .trim(),
    TITLE_LENGTH,
  );
  return title === "" ? null : { title, more: END.test(rest) ? "" : continued(line, found.index, below), keyAt };
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
    said.push(text.replace(END, ""));
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
  const shown = text.replace(/^\s*\n|\s+$/g, "");
  if (language === "markdown" || language === "plaintext") return `${shown}\n\n${reference(place)}`;
  const longest = Math.max(2, ...Array.from(shown.matchAll(/`+/g), ([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${/^[\w+#.-]{1,40}$/.test(language) ? language : ""}\n${shown}\n${fence}\n\n${reference(place)}`;
}

/** What the first line of a selected text proposes as a title. */
export function titleOfSelection(text: string): string {
  const [line = ""] = text.split("\n").filter((one) => one.trim() !== "");
  return shortText(
    line
      .replace(/^[\s#/*>;%-]*(?:(?:TODO|FIXME)(?:\([^()]*\))?)?[:\s]*/, "")
      .replace(END, "")
      .trim(),
    TITLE_LENGTH,
  );
}

function reference({ path, first, last }: TextPlace): string {
  const place = `${plainText(path)}:${first === last ? first : `${first}-${last}`}`;
  return place.includes("`") ? `From \`\` ${place} \`\`.` : `From \`${place}\`.`;
}

export const FROM_TEXT = {
  fromComment: "Create issue from this comment",
  fromSelection: "Create issue from the selection...",
  noComment: "There is no TODO or FIXME with a text on this line.",
  noEditor: "Open the text with the comment, and put the cursor on its line.",
  created: (key: string): string => `${plainText(key)} is created, and its key stands in the comment`,
  notPutBack: (key: string): string => `${plainText(key)} is created. The comment has changed meanwhile: its key is not in it.`,
} as const;
