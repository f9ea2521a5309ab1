import { isDay } from "../../model/field-kind.ts";
import { type Value, isSet, fieldValue } from "../../model/value.ts";
import type { IssueFile } from "./issue-file.ts";
import { isTyped } from "./typed-scalar.ts";

/** Something in a file that is an issue all the same: it means nothing, or no partner takes it. `line` starts at 1. */
export interface ValueFlaw {
  readonly code: "BAD_DUE" | "BAD_VALUE" | "UNKNOWN_CONNECTION";
  readonly detail: string;
  readonly line: number;
}

/** Values that a person most likely mistyped, each with its line. */
export function valueFlaws({ layout, custom, fields, share }: IssueFile, isConnection: (name: string) => boolean): readonly ValueFlaw[] {
  const lines = layout.text.split(/\r\n|\r|\n/);
  const lineOf = (key: string, word = ""): number => {
    const at = lines.findIndex((line) => line.startsWith(`${key}:`));
    const value = lines.findIndex((line, n) => n >= at && line.includes(word));
    return Math.max(at < 0 ? 0 : at, value) + 1;
  };
  const { due = null } = fields;
  return [
    ...(typeof due === "string" && !isDay(due) ? [{ code: "BAD_DUE" as const, detail: due, line: lineOf("due") }] : []),
    ...Array.from(custom).flatMap(([name, kind]) => {
      const value = fieldValue(fields, name);
      if (value === null || isTyped(kind, value)) return [];
      return [{ code: "BAD_VALUE" as const, detail: `${name} ${kind} ${wordOf(value)}`, line: lineOf(name) }];
    }),
    ...share
      .filter((word) => !isConnection(word.replace(/^-/, "")))
      .map((word) => ({ code: "UNKNOWN_CONNECTION" as const, detail: word.replace(/^-/, ""), line: lineOf("share", word) })),
  ];
}

/** Enough of it to know it by. */
function wordOf(value: Value): string {
  if (typeof value === "object" && value !== null) return isSet(value) ? value.join(", ") : value.name;
  return String(value).slice(0, 100);
}
