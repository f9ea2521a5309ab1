import { type FlawShown, flawSentence, isWarning } from "./mapping-flaws.ts";
import { type Leaving, lackSentences } from "./would-leave.ts";

/** As `app/proposed-words.ts` finds it. */
export type ProposalShown = { readonly flaws: readonly FlawShown[]; readonly lacks: NonNullable<Leaving["lacks"]> } | "unreadable" | null;

/** In a box; more than this is read in the comparison. */
const MOST = 5;

/** Below a proposed contract: what it means for the words of whoever answers. Empty: nobody here is asked. */
export function proposalLines(found: ProposalShown): readonly string[] {
  if (found === null) return [];
  const sentences =
    found === "unreadable"
      ? ["Your own settings of this connection have a fault, so nobody knows; mend the file first."]
      : [...flawSentences(found), ...lackSentences(found.lacks)];
  return [
    "",
    "What it means for your words",
    ...(sentences.length === 0 ? ["  You have a word for all of it."] : sentences.map((line) => `  ${line}`)),
  ];
}

/** The same in the question whether it is accepted, which says by itself what this project has no place for. */
export function proposalWarning(found: ProposalShown): string {
  if (found === null || found === "unreadable") return "";
  const sentences = flawSentences(found);
  const more = sentences.length > MOST ? [`${sentences.length - MOST} more are listed where you review it.`] : [];
  return [...sentences.slice(0, MOST), ...more].join("\n");
}

function flawSentences({ flaws }: Exclude<ProposalShown, string | null>): readonly string[] {
  return flaws.filter(isWarning).map(flawSentence);
}
