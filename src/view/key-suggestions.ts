import type { LocalIssue } from "../model/local-issue.ts";
import { type IssueItem, standingOf, textOf, titleOf } from "./issue-item.ts";
import { SIGNS } from "./issue-signs.ts";
import { plainText, shortText } from "./plain-text.ts";

/**
 * The issues that a person may mean who typed `typed` behind a `#`, not more than `most`: those whose key or number begins like it first, then,
 * with `titles`, those with a word in the title that begins like it, and keys that hold it; of equal ones what changed last. From the first letter
 * on: an empty list closes the editor's box, which does not come again when more letters would have found something.
 */
export function suggestedIssues(items: readonly IssueItem[], typed: string, most: number, titles = true): readonly IssueItem[] {
  const wanted = typed.toLowerCase();
  // Best first, and never longer than asked for: a look at all is one walk, whatever there is.
  const best: { readonly rank: number; readonly item: IssueItem }[] = [];
  for (const item of items) {
    const rank = rankOf(item, wanted, titles);
    if (rank === null) continue;
    const last = best.at(-1);
    if (best.length === most && last && !isBefore(rank, item, last)) continue;
    let at = best.length;
    for (let other = best[at - 1]; other && isBefore(rank, item, other); other = best[at - 1]) at--;
    best.splice(at, 0, { rank, item });
    if (best.length > most) best.pop();
  }
  return best.map(({ item }) => item);
}

function isBefore(rank: number, { issue }: IssueItem, than: { readonly rank: number; readonly item: IssueItem }): boolean {
  return rank < than.rank || (rank === than.rank && issue.stamp > than.item.issue.stamp);
}

/** Less is better; null: it does not match. */
function rankOf({ issue, number }: IssueItem, wanted: string, titles: boolean): number | null {
  if (wanted === "") return 0;
  const key = issue.key.toLowerCase();
  if (key === wanted || String(number) === wanted) return 0;
  if (key.startsWith(wanted) || String(number).startsWith(wanted)) return 1;
  if (!titles) return null;
  if (beginsWord(titleOf(issue).toLowerCase(), wanted)) return 2;
  return key.includes(wanted) ? 3 : null;
}

function beginsWord(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1))
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))) return true;
  return false;
}

/** A suggestion as an editor lists it. */
export interface KeySuggestion {
  /** What is put in. */
  readonly text: string;
  readonly title: string;
  /** How it stands, beside it. */
  readonly detail: string;
  /** What the editor looks in for what is typed on. */
  readonly matched: string;
}

export function keySuggestion(issue: LocalIssue): KeySuggestion {
  const text = `#${plainText(issue.key)}`;
  const title = shortText(titleOf(issue), 100);
  const status = shortText(textOf(issue.fields["status"]), 30);
  const standing = SIGNS[standingOf(issue)].word;
  return { text, title, detail: status === "" ? standing : `${status}, ${standing}`, matched: `${text} ${title}` };
}
