import { stripVTControlCharacters, styleText } from "node:util";
import type { Cell, Row, Tone } from "../view/cell.ts";

const COLOURS: Readonly<Record<Tone, "green" | "yellow" | "red" | "dim">> = { good: "green", waits: "yellow", bad: "red", faint: "dim" };

/** Lines as they are printed: rows that follow each other have their columns below each other. */
export function printable(lines: readonly (string | Row)[], colours: boolean): string[] {
  const printed: string[] = [];
  let table: Row[] = [];
  const flush = (): void => {
    printed.push(...aligned(table, colours));
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

function aligned(rows: readonly Row[], colours: boolean): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [i, { text }] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, width(text));
  return rows.map((row) => {
    const last = row.findLastIndex(({ text }) => text !== "");
    return row
      .slice(0, last + 1)
      .map((cell, i) => painted(cell, colours) + (i === last ? "" : " ".repeat((widths[i] ?? 0) - width(cell.text))))
      .join("  ");
  });
}

function painted({ text, tone }: Cell, colours: boolean): string {
  return colours && tone !== undefined ? styleText(COLOURS[tone], text, { validateStream: false }) : text;
}

/** In characters; letters that are two columns wide put the next column a little to the right. */
function width(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}
