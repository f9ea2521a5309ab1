import type { LocalIssue } from "../model/local-issue.ts";
import { counted, relativeAge } from "./ages.ts";
import { type Row, cell } from "./cell.ts";
import { titleOf } from "./issue-item.ts";
import { keysText } from "./issue-words.ts";
import { plainText, shortText } from "./plain-text.ts";

/** An issue that was deleted, as sentences speak of it. */
export interface Deleted {
  readonly issue: Pick<LocalIssue, "key" | "fields">;
  /** `name`: of the partner's project or of the person here; null: nobody was seen doing it. */
  readonly by: { readonly side: "here" | "partner"; readonly name: string | null };
  /** Milliseconds since 1970; null: not known. */
  readonly time: number | null;
}

/** So many keys are named at most. */
const NAMED = 5;

/** Words of what brings deleted issues back. */
export const DELETED = {
  bringBack: "Bring Back",
  choose: "Bring Back...",
  title: "Bring back a deleted issue",
  titleOfSome: (shown: number): string => `Bring back a deleted issue: the newest ${shown} are shown`,
  placeholder: "It comes back as it was, shared as before",
  none: "No issue of this project was deleted.",
  all: (number: number): string => `All ${number} of them`,
  done: (keys: readonly string[]): string => `${keysText(keys, NAMED)} ${keys.length === 1 ? "is" : "are"} there again`,
  notOpen: (keys: readonly string[]): string => `${keysText(keys, NAMED)}: not brought back, as the project is no longer open here.`,
  linked: (keys: readonly string[]): string =>
    `${keysText(keys, NAMED)}: not brought back, as a link made one issue of it and the partner's.`,
} as const;

/** `NW-3 "Valve sticks"`. */
function namedIssue({ key, fields }: Deleted["issue"]): string {
  const title = shortText(titleOf({ fields }), 60);
  return title === "" ? plainText(key) : `${plainText(key)} "${title}"`;
}

/** What partners deleted while nobody here had a say in it. */
export function partnersDeleted(deleted: readonly Deleted[]): string {
  const byPartner = Map.groupBy(deleted, ({ by }) => by.name ?? "");
  return Array.from(byPartner, ([name, those]) => {
    const [first, ...others] = those;
    const what =
      first && others.length === 0
        ? namedIssue(first.issue)
        : `${counted(those.length, "issue")}: ${keysText(
            those.map(({ issue }) => issue.key),
            NAMED,
          )}`;
    return `${plainText(name) || "A partner"} deleted ${what}.`;
  }).join(" ");
}

/** Behind its key in a list: who deleted it, and when. `now`: milliseconds since 1970. */
export function deletedNote({ by, time }: Deleted, now: number): string {
  const who = by.name === null ? "deleted here" : `deleted by ${plainText(by.name)}${by.side === "here" ? " here" : ""}`;
  return time === null ? who : `${who}, ${relativeAge(new Date(time).toISOString(), now)}`;
}

/** The same as a line of a table. */
export function deletedRow(deleted: Deleted, now: number): Row {
  const { issue } = deleted;
  return [cell(plainText(issue.key)), cell(shortText(titleOf(issue), 60)), cell(deletedNote(deleted, now), "faint")];
}

/** Of one issue, in a sentence. */
export function deletedSentence({ by }: Deleted): string {
  const who =
    by.side === "partner"
      ? `${plainText(by.name ?? "") || "The partner"} deleted it, so it was deleted here, too.`
      : by.name === null
        ? "It was deleted here."
        : `${plainText(by.name)} deleted it here.`;
  return `${who} It can be brought back as it was; its file lies in the folder .trash beside the issues.`;
}
