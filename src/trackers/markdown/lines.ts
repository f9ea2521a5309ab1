/** One line of a text by offsets: `[start, end)` without its line end, `next` behind it. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/** A lone CR ends a line, too, as in the normal form of text. The empty rest behind the last line end is no line. */
export function linesOf(text: string, from: number): Line[] {
  const lines: Line[] = [];
  let start = from;
  for (const match of text.slice(from).matchAll(/\r\n|\r|\n/g)) {
    const end = from + match.index;
    lines.push({ start, end, next: end + match[0].length });
    start = end + match[0].length;
  }
  if (start < text.length) lines.push({ start, end: text.length, next: text.length });
  return lines;
}

/** Number of the line, from 1, at which the offset stands. */
export function lineNumberAt(text: string, offset: number): number {
  return linesOf(text.slice(0, offset), 0).length + (offset === 0 || /[\r\n]/.test(text[offset - 1] ?? "") ? 1 : 0);
}

/** The line end that a file uses: that of its first line. */
export function lineEndOf(text: string): "\n" | "\r\n" {
  const at = text.indexOf("\n");
  return at > 0 && text[at - 1] === "\r" ? "\r\n" : "\n";
}
