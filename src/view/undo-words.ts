import { keysText } from "./issue-words.ts";
import { plainText } from "./plain-text.ts";

/** So many keys are named at most. */
const NAMED = 10;

/** Words of what takes things back. */
export const UNDO = {
  nothing: "There is nothing to take back: the last command changed no issue, cannot be taken back, or was taken back already.",
  changedSince: (keys: readonly string[]): string =>
    `${keysText(keys, NAMED)} ${keys.length === 1 ? "was" : "were"} changed again since, and ${keys.length === 1 ? "stays" : "stay"} as ${keys.length === 1 ? "it is" : "they are"}.`,
  done: (keys: readonly string[]): string => `Taken back for ${keysText(keys, NAMED)}.`,
  reopened: (key: string, field: string): string => `${plainText(key)}: the conflict in ${field} waits again.`,
  back: (key: string): string => `${plainText(key)} is there again.`,
} as const;
