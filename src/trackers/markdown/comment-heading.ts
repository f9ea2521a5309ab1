import { normalLineText } from "../../model/text.ts";

/** What the line `### Name[, date][, internal][ <!-- c:id -->]` says. */
export interface CommentHeading {
  /** null: a comment that a person has just typed. */
  readonly id: string | null;
  readonly author: string;
  /** ISO 8601; null where no date stands. */
  readonly created: string | null;
  readonly internal: boolean;
}

const HEADING = /^###[ \t]+(.*)$/;
const MARK = /(?:^| )<!-- ?c:([^\s<>]*) ?--> ?$/;
/** However a person says it: nothing that looks like an internal remark may be taken for a public one. */
const INTERNAL = /(?:^| ?[,;:] ?| ?[([] ?| )intern(?:al)?[)\]]? ?$/i;
/** A name that ends so without a date behind it would be read as that word. */
const ENDS_INTERNAL = /\bi(?=ntern(?:al)?[)\]]?$)/i;
const DATE = / ?, ?(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?Z)? ?$/;

/** Read from the right, so that a name may contain commas. null: no comment heading. */
export function readCommentHeading(line: string): CommentHeading | null {
  const heading = HEADING.exec(line);
  if (heading === null) return null;
  // Long gaps would make the expressions below slow; a name's own ones stand as `&#32;`.
  let rest = (heading[1] ?? "").replace(/[ \t]+/g, " ");
  const mark = MARK.exec(rest);
  if (mark !== null) rest = rest.slice(0, mark.index);
  const internal = INTERNAL.exec(rest);
  if (internal !== null) rest = rest.slice(0, internal.index);
  const date = DATE.exec(rest);
  const created = date === null ? null : headingTime(isoDate(date[1] ?? "", date[2], date[3]));
  if (date !== null && created !== null) rest = rest.slice(0, date.index);
  return {
    id: mark === null ? null : (mark[1] ?? ""),
    author: decodeName(normalLineText(rest)),
    created,
    internal: internal !== null,
  };
}

/** The line for a comment; `created` must be in the form of `headingTime` or null. */
export function commentHeadingLine(heading: CommentHeading): string {
  const name = encodeName(heading.author, heading.created === null);
  const date = heading.created === null ? "" : `, ${dateText(heading.created)}`;
  const internal = heading.internal ? ", internal" : "";
  const mark = heading.id === null ? "" : `<!-- c:${heading.id} -->`;
  const words = `${name}${date}${internal}`;
  return `### ${words}${words !== "" && mark !== "" ? " " : ""}${mark}`;
}

/**
 * A time as a heading can hold it: UTC, with seconds, a fraction only where it is not zero (`2026-11-21T10:42:00Z`), or a date alone.
 * null when it is no ISO 8601 time with a zone.
 */
export function headingTime(text: string): string | null {
  const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(\.\d{1,9})?(Z|[+-]\d\d:\d\d))?$/.exec(text);
  if (match === null || Number.isNaN(Date.parse(text))) return null;
  const [, day, minutes, seconds, fraction, zone] = match;
  if (zone === undefined) return text;
  if (zone !== "Z") return headingTime(new Date(text).toISOString());
  return `${day}T${minutes}${seconds ?? ":00"}${fraction?.replace(/\.?0+$/, "") ?? ""}Z`;
}

function isoDate(day: string, minutes: string | undefined, seconds: string | undefined): string {
  return minutes === undefined ? day : `${day}T${minutes}${seconds ?? ":00"}Z`;
}

function dateText(created: string): string {
  return created.replace("T", " ").replace(/(\d\d:\d\d):00Z$/, "$1Z");
}

/**
 * Characters of a name that a formatter would rewrite in a heading, or that would be read as something else, stand as `&#number;`.
 * The angle brackets of `Name <mail>` stay. Without a date behind it, a comma could begin one: it is encoded as well.
 */
function encodeName(name: string, bare: boolean): string {
  const mail = /^(.*) <([\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+)>$/u.exec(name);
  const words = (mail?.[1] ?? name).replace(
    /[*\\<>[\]`~@|$]|&(?=#)|:(?=\/)|(?<=www)\.|\p{Cc}|(?! )\s|(?<= ) |^ | $|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/giu,
    (character) => `&#${character.codePointAt(0)};`,
  );
  const safe = bare && mail === null ? words.replaceAll(",", "&#44;").replace(ENDS_INTERNAL, (i) => `&#${i.codePointAt(0)};`) : words;
  return mail === null ? safe : `${safe} <${mail[2]}>`;
}

function decodeName(text: string): string {
  return text.replace(/&#(\d{1,7});/g, (all, digits: string) => {
    const code = Number(digits);
    return code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? all : String.fromCodePoint(code);
  });
}
