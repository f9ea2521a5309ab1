import type { Value } from "../model/value.ts";
import { counted } from "./ages.ts";
import type { Shown } from "./details-model.ts";
import { shortText } from "./plain-text.ts";
import { valueText } from "./value-text.ts";

/** Longest text in a cell; a text of several lines shows its first one and says how many there are. */
const CELL = 120;

export function shownValue(value: Value): Shown | null {
  if (value === null) return null;
  if (typeof value !== "string" || !value.includes("\n")) return { text: shortText(valueText(value), CELL) };
  const lines = value.split("\n").filter((line) => line.trim() !== "");
  return { text: shortText(lines[0] ?? "", CELL), note: counted(lines.length, "line") };
}

/** What a text says differently: `2 lines added, 1 removed`. */
export function textChange(from: Value, to: Value): string {
  const [before, after] = [linesOf(from), linesOf(to)];
  const added = without(after, before);
  const removed = without(before, after);
  if (added === 0) return removed === 0 ? "lines moved" : `${counted(removed, "line")} removed`;
  return removed === 0 ? `${counted(added, "line")} added` : `${counted(added, "line")} added, ${removed} removed`;
}

function linesOf(value: Value): string[] {
  return typeof value === "string" ? value.split("\n").filter((line) => line.trim() !== "") : [];
}

/** How many of `lines` are not among `others`, each of which counts once. */
function without(lines: readonly string[], others: readonly string[]): number {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  let missing = 0;
  for (const line of lines) {
    const there = left.get(line) ?? 0;
    if (there > 0) left.set(line, there - 1);
    else missing++;
  }
  return missing;
}
