import type { Answer } from "./answer.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Streams } from "./streams.ts";
import { printable } from "./table.ts";

export interface Style {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly colours: boolean;
}

/** Prints how a command ended. With `--json` standard output holds one document and nothing else. */
export function print(streams: Streams, style: Style, answer: Answer): ExitCode {
  if (answer.kind === "failed") {
    if (style.json) streams.out(`${jsonText({ ...answer.besides, error: { code: answer.code, message: answer.message } })}\n`);
    streams.err(`issue-ferry: ${answer.message}\n`);
    return answer.exit;
  }
  // What goes into a file or another program keeps each sentence on one line.
  const columns = answer.wrapped ? streams.columns || null : null;
  // What a program reads has the lines; at a terminal the notes are enough.
  const lines = answer.repeated && streams.columns !== undefined && !style.quiet ? [] : answer.lines;
  if (!style.json) for (const line of printable(lines, style.colours, columns)) streams.out(`${line}\n`);
  else if (answer.document !== undefined) streams.out(`${jsonText(answer.document)}\n`);
  if (!style.quiet) for (const note of answer.notes) streams.err(`${note}\n`);
  return answer.exit;
}

/** Control characters that JSON leaves as they are, bidi controls and line separators among them. */
const RAW = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** JSON on one line, every character that a terminal would obey escaped. */
export function jsonText(document: unknown): string {
  return JSON.stringify(document).replace(RAW, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
