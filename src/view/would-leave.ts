import { counted } from "./ages.ts";
import { plainText } from "./plain-text.ts";
import { type Surface, way } from "./ways.ts";

export interface Leaving {
  readonly issues: number;
  /** The first keys. */
  readonly keys: readonly string[];
  readonly comments: number;
  readonly people: readonly string[];
  /** Issues of which something cannot leave. */
  readonly cannot: { readonly issues: number; readonly keys: readonly string[]; readonly fields: readonly string[] };
}

/** What the partner would get to see, before the first publish or accept. */
export function leavingSentence({ issues, keys, comments, people, cannot }: Leaving, surface: Surface = "command line"): string {
  if (issues === 0) return `No issue is shared so far; mark some with ${way(surface, "share")}.`;
  const shown = keys.map(plainText).join(", ") + (issues > keys.length ? ", ..." : "");
  const names = people.length === 0 ? "nobody's name" : `the names of ${people.map(plainText).join(", ")}`;
  const sentence = `To the partner go ${counted(issues, "issue")} (${shown}), ${counted(comments, "comment")} and ${names}.`;
  return cannot.issues === 0 ? sentence : `${sentence} ${stuckSentence(cannot)}`;
}

function stuckSentence({ issues, keys, fields }: Leaving["cannot"]): string {
  const shown = keys.map(plainText).join(", ") + (issues > keys.length ? ` and ${issues - keys.length} more` : "");
  const parts = fields.map(plainText).join(", ");
  return `Of ${counted(issues, "issue")} (${shown}) something has no word in the contract or is too long (${parts}): it stays here, and a new issue with it.`;
}
