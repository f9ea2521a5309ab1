import { keysText } from "./issue-words.ts";

/** So many keys are named at most. */
const NAMED = 10;

/** What a pass sent, received and did not take or see taken: a line each, where there is any. */
export function movedLines(moved: Readonly<Record<"sent" | "received" | "refused", readonly string[]>>): string[] {
  return (["sent", "received", "refused"] as const).flatMap((what) =>
    moved[what].length === 0 ? [] : [`${what}: ${keysText(moved[what], NAMED)}`],
  );
}
