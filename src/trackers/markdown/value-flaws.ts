import type { IssueFile } from "./issue-file.ts";

/** Something in a file that is an issue all the same: it means nothing, or no partner takes it. `line` starts at 1. */
export interface ValueFlaw {
  readonly code: "BAD_DUE" | "UNKNOWN_CONNECTION";
  readonly detail: string;
  readonly line: number;
}

/** Values that a person most likely mistyped, each with its line. */
export function valueFlaws({ layout, fields, share }: IssueFile, isConnection: (name: string) => boolean): readonly ValueFlaw[] {
  const lines = layout.text.split(/\r\n|\r|\n/);
  const lineOf = (key: string, word = ""): number => {
    const at = lines.findIndex((line) => line.startsWith(`${key}:`));
    const value = lines.findIndex((line, n) => n >= at && line.includes(word));
    return Math.max(at < 0 ? 0 : at, value) + 1;
  };
  const { due = null } = fields;
  return [
    ...(typeof due === "string" && !isDate(due) ? [{ code: "BAD_DUE" as const, detail: due, line: lineOf("due") }] : []),
    ...share
      .filter((word) => !isConnection(word.replace(/^-/, "")))
      .map((word) => ({ code: "UNKNOWN_CONNECTION" as const, detail: word.replace(/^-/, ""), line: lineOf("share", word) })),
  ];
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}
