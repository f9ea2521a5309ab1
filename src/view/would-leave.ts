import { counted } from "./ages.ts";
import { plainText } from "./plain-text.ts";
import { type Surface, way } from "./ways.ts";

export interface Leaving {
  readonly issues: number;
  /** The first keys. */
  readonly keys: readonly string[];
  readonly comments: number;
  readonly people: readonly string[];
}

/** What the partner would get to see, before the first publish or accept. */
export function leavingSentence({ issues, keys, comments, people }: Leaving, surface: Surface = "command line"): string {
  if (issues === 0) return `No issue is shared so far; mark some with ${way(surface, "share")}.`;
  const shown = keys.map(plainText).join(", ") + (issues > keys.length ? ", ..." : "");
  const names = people.length === 0 ? "nobody's name" : `the names of ${people.map(plainText).join(", ")}`;
  return `To the partner go ${counted(issues, "issue")} (${shown}), ${counted(comments, "comment")} and ${names}.`;
}
