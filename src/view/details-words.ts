import { TITLES } from "./command-titles.ts";
import { plainText } from "./plain-text.ts";
import { partName } from "./value-text.ts";

/** What stands on the buttons of the page: titles of commands, or their beginning where the page says the rest. */
export const BUTTONS = {
  keepMine: "Keep mine",
  takeTheirs: (partner: string) => `Take ${partner}'s`,
  edit: "Edit",
  compare: "Compare",
  retry: "Retry",
  share: `${TITLES.shareIssue}...`,
  open: TITLES.openIssue,
  copyKey: TITLES.copyKey,
  reveal: TITLES.revealFile,
  comment: "Comment...",
  status: "Status...",
  assign: "Assign...",
  labels: "Labels...",
  priority: "Priority...",
  partnerChange: TITLES.showPartnerChange,
  attach: `${TITLES.attachFile}...`,
  getFile: "Get",
  openFile: "Open",
  copy: "Copy",
  undo: "Undo",
  save: "Save it",
  problems: "Show problems",
  start: "Start the connection",
  review: "Review the contract",
  mapping: "Mend the mapping",
  contract: "Open the form",
  sync: "Synchronise Now",
} as const;

/** A part of an issue at the beginning of a row: `Title`, `Comment`. */
export function partLabel(part: string): string {
  if (part.startsWith("comment:")) return "Comment";
  const name = partName(part);
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/** `title, body and labels`: each once, comments counted; what is too much is counted as well. `nameOf`: what is said of one that is no comment. */
export function partList(parts: readonly string[], most = 4, nameOf = partName): string {
  const comments = parts.filter((part) => part.startsWith("comment:")).length;
  const names = parts.filter((part) => !part.startsWith("comment:")).map((part) => nameOf(part));
  if (comments > 0) names.push(comments === 1 ? "a comment" : `${comments} comments`);
  return listed(names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names);
}

/** `one, two and three` */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** Names of people and projects as they stand in sentences. */
export function named(name: string): string {
  return plainText(name) || "The partner";
}

/** `Nordwind` or `Nordwind and Harbour office`. */
export function namesOf(names: readonly string[]): string {
  return listed(names.map(named));
}
