import { lineDifference } from "../model/line-difference.ts";
import { plainText } from "./plain-text.ts";

/** Lines shown around each change. */
const AROUND = 2;

/** What differs between two texts, as people read it in a terminal: `-` before, `+` after, and a little of what stands around it. */
export function differenceOf(before: string, after: string): string[] {
  const runs = lineDifference(before, after);
  return runs.flatMap((run, n) => {
    if (run.kind === "changed")
      return [...run.before.map((line) => `- ${plainText(line)}`), ...run.after.map((line) => `+ ${plainText(line)}`)];
    const head = n === 0 ? [] : run.lines.slice(0, AROUND);
    const tail = n === runs.length - 1 ? [] : run.lines.slice(Math.max(head.length, run.lines.length - AROUND));
    const skipped = run.lines.length - head.length - tail.length;
    return [
      ...head.map((line) => `  ${plainText(line)}`),
      ...(skipped > 0 && n > 0 && n < runs.length - 1 ? ["..."] : []),
      ...tail.map((line) => `  ${plainText(line)}`),
    ];
  });
}
