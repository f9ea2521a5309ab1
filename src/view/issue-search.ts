import type { IssueItem } from "./issue-item.ts";

/** So many are shown in a box at once: nobody reads more, and the box is there at once. */
const SHOWN_AT_ONCE = 200;

/**
 * The first that fit and hold all words of the text in key, title or a partner's key; an issue whose key is the text stands first. What is found without
 * words costs no more than is shown, where most fit. `more`: there are others.
 */
export function searchIssues<I extends { readonly item: IssueItem }>(
  all: Iterable<I>,
  text: string,
  fits: (one: I) => boolean,
  limit = SHOWN_AT_ONCE,
): { readonly found: readonly I[]; readonly more: boolean } {
  const whole = text.trim().toLowerCase();
  const words = whole.split(/\s+/).filter((word) => word !== "");
  const found: I[] = [];
  const named: I[] = [];
  let more = false;
  for (const one of all) {
    const { item } = one;
    const isNamed = whole !== "" && item.issue.key.toLowerCase() === whole;
    // Only its key can still bring one to the front.
    if (more && !isNamed) continue;
    if (!isNamed && !words.every((word) => item.text.includes(word))) continue;
    if (!fits(one)) continue;
    if (isNamed) named.push(one);
    else if (named.length + found.length < limit) found.push(one);
    else more = true;
    if (more && whole === "") break;
  }
  return { found: [...named, ...found], more };
}
