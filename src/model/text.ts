/**
 * The normal form of every text that is compared, sent and merged (docs/PROTOCOL.md, "Text"). Total and idempotent:
 * every line end is LF; spaces and tabs at the end of a line go, but two spaces stay where the line ended in two or more (a hard break);
 * lines without anything else, at the start and the end, go; the last line has no hard break.
 * Nothing else changes: no other white space, no Unicode normalisation, no case.
 */
export function normalText(text: string): string {
  const lines = text.split(/\r\n|\r|\n/).map(normalLine);
  let first = 0;
  while (first < lines.length && lines[first] === "") first++;
  let last = lines.length - 1;
  while (last >= first && lines[last] === "") last--;
  return lines
    .slice(first, last + 1)
    .join("\n")
    .replace(/ {2}$/, "");
}

/** The normal form of a text of one line, such as a title: line ends become one space, outer spaces and tabs go. */
export function normalLineText(text: string): string {
  const lines = text.split(/[\r\n]/).map(trimBlanks);
  return lines.filter((line) => line !== "").join(" ");
}

/** Whether this is text at all: no NUL and no half of a surrogate pair. What is not is refused, never repaired. */
export function isText(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

function normalLine(line: string): string {
  const end = blankEnd(line);
  if (end === line.length || end === 0) return line.slice(0, end);
  return line.endsWith("  ") ? `${line.slice(0, end)}  ` : line.slice(0, end);
}

/** Counted backwards: a regular expression for this is quadratic on long runs of spaces. */
function blankEnd(line: string): number {
  let end = line.length;
  while (end > 0 && isBlank(line.charCodeAt(end - 1))) end--;
  return end;
}

function trimBlanks(line: string): string {
  let start = 0;
  while (start < line.length && isBlank(line.charCodeAt(start))) start++;
  return line.slice(start, Math.max(start, blankEnd(line)));
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
