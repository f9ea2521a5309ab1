import { stripVTControlCharacters, styleText } from "node:util";
import type { Cell, Row, Tone } from "../view/cell.ts";

const COLOURS: Readonly<Record<Tone, "green" | "yellow" | "red" | "dim">> = { good: "green", waits: "yellow", bad: "red", faint: "dim" };

/** A text is never squeezed into less than this. */
const NARROWEST = 24;

/**
 * Lines as they are printed: rows that follow each other have their columns below each other. What stands last in a row goes on below itself where
 * a line of so many `columns` ends; null: it does not end.
 */
export function printable(lines: readonly (string | Row)[], colours: boolean, columns: number | null = null): string[] {
  const printed: string[] = [];
  let table: Row[] = [];
  const flush = (): void => {
    for (const line of aligned(table, colours, columns)) printed.push(line);
    table = [];
  };
  for (const line of lines) {
    if (typeof line !== "string") table.push(line);
    else {
      flush();
      printed.push(line);
    }
  }
  flush();
  return printed;
}

function aligned(rows: readonly Row[], colours: boolean, columns: number | null): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [i, { text }] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, width(text));
  return rows.flatMap((row) => {
    const end = row.findLastIndex(({ text }) => text !== "");
    const last = row[end];
    if (last === undefined) return [""];
    const before = row.slice(0, end).map((cell, i) => `${painted(cell, colours)}${" ".repeat((widths[i] ?? 0) - width(cell.text))}  `);
    const indent = widths.slice(0, end).reduce((sum, one) => sum + one + 2, 0);
    const parts = columns === null ? [last.text] : wrapped(last.text, Math.max(columns - indent, NARROWEST));
    return parts.map((text, i) => (i === 0 ? before.join("") : " ".repeat(indent)) + painted({ ...last, text }, colours));
  });
}

/** Ends lines between words; a longer word has its line alone, whole: it is a path or a command, which is copied. */
function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && width(line) + 1 + width(word) > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function painted({ text, tone }: Cell, colours: boolean): string {
  return colours && tone !== undefined ? styleText(COLOURS[tone], text, { validateStream: false }) : text;
}

/** In characters; letters that are two columns wide put the next column a little to the right. */
function width(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}
