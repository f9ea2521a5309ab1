import { counted } from "./ages.ts";
import { keysText } from "./issue-words.ts";
import { partName } from "./value-text.ts";

/** Words of settling several conflicts at once. */
export const RESOLVE_WORDS = {
  none: "There is no open conflict.",
  title: (conflicts: number, keys: readonly string[]): string =>
    `${counted(conflicts, "conflict")} in ${keysText(keys)}: what is to stand?`,
  fields: (fields: readonly string[]): string => `In ${fields.map(partName).join(", ")}`,
  mineDetail: (ours: number, all: number): string =>
    `Your values are written again and sent.${ours < all ? ` ${counted(all - ours, "change")} to comments of the partner can only be taken as they are: those stay open.` : ""}`,
  onlyTheirs: "Only its author changes a comment: say yours in one of your own, then take theirs.",
  theirsDetail: "What stands now stays.",
  settled: (take: "mine" | "theirs", conflicts: number, issues: number): string =>
    `${counted(conflicts, "conflict")} in ${counted(issues, "issue")} settled: ${take === "mine" ? "yours stand again" : "theirs stand"}. What lost stays in the history of each issue.`,
  reopened: (conflicts: number): string => `${counted(conflicts, "conflict")} open again`,
} as const;
