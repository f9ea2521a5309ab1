import { diff3Merge } from "node-diff3";

/** What two sides made of one text, line by line. `conflicts`: how often both changed the same place; those stand between git's marks. */
export interface MergedLines {
  readonly text: string;
  readonly conflicts: number;
}

/** Marks as git writes them, so that its tools and editors know them. Lines keep their ends. */
export function mergeLines(ancestor: string, ours: string, theirs: string): MergedLines {
  const [a, o, b] = [ours, ancestor, theirs].map(linesOf);
  const merged: string[] = [];
  let conflicts = 0;
  for (const block of diff3Merge(a ?? [], o ?? [], b ?? [], { excludeFalseConflicts: true })) {
    if (block.ok) merged.push(...block.ok);
    if (block.conflict) {
      conflicts++;
      merged.push("<<<<<<< ours\n", ...ended(block.conflict.a), "=======\n", ...ended(block.conflict.b), ">>>>>>> theirs\n");
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
