import { counted } from "./ages.ts";
import { DELETE } from "./details-told.ts";
import { keysText } from "./issue-words.ts";
import { plainText } from "./plain-text.ts";
import { partName } from "./value-text.ts";

/** Of several conflicts those that "mine" does not settle: a comment is its author's, and a deletion is decided by itself. */
interface LeftOpen {
  readonly comments: number;
  readonly deletions: number;
}

function leftOpen({ comments, deletions }: LeftOpen): readonly string[] {
  const changed = `${counted(comments, "change")} to comments of the partner can only be taken as they are: those stay open.`;
  const deleted = `${counted(deletions, "deletion")} ${deletions === 1 ? "stays" : "stay"} open: decide on each by itself.`;
  return [...(comments > 0 ? [changed] : []), ...(deletions > 0 ? [deleted] : [])];
}

/** Words of settling several conflicts at once. */
export const RESOLVE_WORDS = {
  none: "There is no open conflict.",
  title: (conflicts: number, keys: readonly string[]): string =>
    `${counted(conflicts, "conflict")} in ${keysText(keys)}: what is to stand?`,
  fields: (fields: readonly string[]): string => `In ${fields.map(partName).join(", ")}`,
  mineDetail: (left: LeftOpen): string => ["Your values are written again and sent.", ...leftOpen(left)].join(" "),
  deletionAlone: "Yours deletes the issue, so it is decided by itself. Name it: --field deleted.",
  deletion: (key: string) => ({ question: `Delete ${plainText(key)} here and at the partner?`, detail: DELETE.detail, yes: DELETE.yes }),
  onlyTheirs: "Only its author changes a comment: say yours in one of your own, then take theirs.",
  theirsDetail: "What stands now stays.",
  /** Where yours can stand in none of them. */
  theirsAlone: (left: LeftOpen): string =>
    ["What stands now stays.", ...(left.deletions > 0 ? ["To delete an issue all the same, decide on it by itself."] : [])].join(" "),
  settled: (take: "mine" | "theirs", conflicts: number, issues: number): string =>
    `${counted(conflicts, "conflict")} in ${counted(issues, "issue")} settled: ${take === "mine" ? "yours stand again" : "theirs stand"}. What lost stays in the history of each issue.`,
  broughtBack: (key: string): string => `${plainText(key)} is there again`,
  reopened: (conflicts: number): string => `${counted(conflicts, "conflict")} open again`,
} as const;
