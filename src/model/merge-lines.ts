import { mergeRegions } from "./merge-regions.ts";

/** What two sides made of one text, line by line. `conflicts`: how often both changed the same place; those stand between git's marks. */
export interface MergedLines {
  readonly text: string;
  readonly conflicts: number;
}

/** Marks as git writes them, so that its tools and editors know them. Lines keep their ends. */
export function mergeLines(ancestor: string, ours: string, theirs: string): MergedLines {
  const merged: string[] = [];
  let conflicts = 0;
  for (const block of mergeRegions(linesOf(ancestor), linesOf(ours), linesOf(theirs))) {
    if (block.ok) for (const line of block.ok) merged.push(line);
    if (block.conflict) {
      conflicts++;
      const { ours: mine, theirs: other } = block.conflict;
      for (const lines of [["<<<<<<< ours\n"], ended(mine), ["=======\n"], ended(other), [">>>>>>> theirs\n"]])
        for (const line of lines) merged.push(line);
    }
  }
  return { text: merged.join(""), conflicts };
}

/** With their ends: a last line without one differs from one with it. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function ended(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line.endsWith("\n") ? line : `${line}\n`));
}
