import type { News } from "../model/news.ts";
import { plainText } from "./plain-text.ts";
import { partName } from "./value-text.ts";

/** Words about what partners did that nobody here looked at. */
export const NEWS_WORDS = {
  /** Beside the title of the view; undefined: nothing is new. */
  count: (number: number): string | undefined => (number === 0 ? undefined : `${number} new`),
  /** The filter that shows nothing else. */
  filter: "is:new",
} as const;

/** More parts than this are not named in a row. */
const NAMED = 2;

/** Whether the part stands for what was added, not for one that changed. */
function isAdded(part: string | undefined): boolean {
  return part === "comment" || part === "file" || part === "link";
}

/** For a row: `title changed by Nordwind`. */
export function newsWords({ kind, partner, parts }: News): string {
  const who = plainText(partner) || "the partner";
  switch (kind) {
    case "new":
      return "new";
    case "stopped":
      return `${who} stopped sharing it`;
    case "changed":
      if (parts.includes("deleted")) return `brought back by ${who}`;
      if (parts.includes("shared")) return `shared again by ${who}`;
      if (parts.length === 1 && isAdded(parts[0])) return `${parts[0]} by ${who}`;
      return `${parts.length > NAMED || parts.some(isAdded) ? "" : `${parts.map(partName).join(" and ")} `}changed by ${who}`.trimStart();
  }
}

/** For a tooltip. */
export function newsSentence({ kind, partner, parts }: News): string {
  const who = plainText(partner) || "The partner";
  switch (kind) {
    case "new":
      return `New from ${who}: you have not opened it yet.`;
    case "stopped":
      return `${who} stopped sharing this issue; your copy stays.`;
    case "changed": {
      const said = parts.includes("deleted")
        ? "brought it back"
        : parts.includes("shared")
          ? "shares it again"
          : `changed ${parts.map((part) => (isAdded(part) ? `a ${part}` : partName(part))).join(", ") || "it"}`;
      return `Not looked at yet: ${who} ${said}.`;
    }
  }
}
