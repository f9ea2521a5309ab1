import { partList } from "./details-words.ts";
import { keysText } from "./issue-words.ts";
import { plainText } from "./plain-text.ts";
import { partName } from "./value-text.ts";

/** A field or "labels", "share", or one of those that are no field. */
export type UndonePart = string;

function undoneName(part: UndonePart): string {
  switch (part) {
    case "share":
      return "with whom it is shared";
    case "deleted":
      return "its deletion";
    default:
      return part.startsWith("conflict ")
        ? `a settled conflict in ${partName(part.slice("conflict ".length))}, which waits again`
        : partName(part);
  }
}

/** So many keys are named at most. */
const NAMED = 10;

/** Words of what takes things back. */
export const UNDO = {
  nothing: "There is nothing to take back: the last command changed no issue, cannot be taken back, or was taken back already.",
  changedSince: (keys: readonly string[]): string =>
    `${keysText(keys, NAMED)} ${keys.length === 1 ? "was" : "were"} changed again since, and ${keys.length === 1 ? "stays" : "stay"} as ${keys.length === 1 ? "it is" : "they are"}.`,
  /** `what`: of one command, the parts that it wrote; of several issues they are the same mostly. */
  done: (keys: readonly string[], what: readonly UndonePart[]): string =>
    `Taken back for ${keysText(keys, NAMED)}${what.length === 0 ? "" : `: ${partList([...new Set(what)], 4, undoneName)}`}.`,
  reopened: (key: string, field: string): string => `${plainText(key)}: the conflict in ${field} waits again.`,
  back: (key: string): string => `${plainText(key)} is there again.`,
} as const;
