/**
 * Cuts a JSON text into its frame and the objects and lists on one level of it, without parsing anything: so that a hostile part can be
 * measured before it is parsed, and refused without its neighbours. Looks at brackets, colons, commas and the ends of strings only; whether the
 * pieces are JSON is for `JSON.parse` to say, piece by piece.
 */
export interface Part {
  readonly text: string;
  /** Objects and lists inside each other, the part itself being 1. */
  readonly depth: number;
  /** Members of all objects of it, repeated ones counted again. */
  readonly members: number;
  /** At least the number of all values in it, the members of objects and the items of lists. */
  readonly values: number;
}

export interface Cut {
  /**
   * The text with each part replaced by `[n]`, its place in `parts`. No piece of the sender's can look like it, since every list on
   * that level is a part itself.
   */
  readonly frame: string;
  /** Members of the objects of the frame. */
  readonly members: number;
  readonly parts: readonly Part[];
}

export type CutFailure = "BROKEN_JSON" | "TOO_MANY_PARTS";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** `level`: how many objects and lists the parts stand in. `most`: parts at most. Needs time in proportion to the text, and no stack. */
export function cut(text: string, level: number, most: number): Cut | CutFailure {
  const parts: Part[] = [];
  let frame = "";
  let frameMembers = 0;
  let copied = 0;
  let depth = 0;
  let start = 0;
  let deepest = 0;
  let members = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        if (at < 0) return "BROKEN_JSON";
        break;
      case COLON:
        if (depth > level) members++;
        else frameMembers++;
        break;
      case COMMA:
        values++;
        break;
      case OPEN_OBJECT:
      case OPEN_LIST:
        depth++;
        if (depth === level + 1) {
          if (parts.length === most) return "TOO_MANY_PARTS";
          start = at;
          deepest = depth;
          members = 0;
          values = 0;
        }
        values++;
        if (depth > deepest) deepest = depth;
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        depth--;
        if (depth < 0) return "BROKEN_JSON";
        if (depth === level) {
          frame += `${text.slice(copied, start)}[${parts.length}]`;
          copied = at + 1;
          parts.push({ text: text.slice(start, copied), depth: deepest - level, members, values });
        }
        break;
      default:
    }
  }
  if (depth !== 0) return "BROKEN_JSON";
  return { frame: frame + text.slice(copied), members: frameMembers, parts };
}

/** Place of the quote that ends the string beginning at `start`; -1 when there is none. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, quote: number): boolean {
  let first = quote;
  while (text.charCodeAt(first - 1) === BACKSLASH) first--;
  return (quote - first) % 2 === 1;
}
