import type { Failure } from "../model/failure.ts";
import type { Grouping } from "./issue-groups.ts";
import { shortCause } from "./cause-titles.ts";
import { explainFailure } from "./field-failures.ts";
import { heldSentence, heldWords } from "./held-reasons.ts";
import { type IssueItem, type Partners, asks, labelsOf, standingOf, textOf, titleOf } from "./issue-item.ts";
import { SIGNS, type Sign } from "./issue-signs.ts";
import { sharedBy, sharedUntil, sharesIt, waitsToGo } from "./issue-sharing.ts";
import { newsSentence, newsWords } from "./news-words.ts";
import { plainText, shortText } from "./plain-text.ts";
import { partName, valueText } from "./value-text.ts";

/** What stands in an issue's way, as far as the store knows it without asking the tracker. */
export interface IssueTrouble {
  /** Of the first connection that has one. */
  readonly failure: Failure | null;
  /** Whose mapping or tracker it is. */
  readonly refusedBy: "us" | "partner";
  /** A retry may change something. */
  readonly mayRetry: boolean;
  /** Fields with a lost value that nobody looked at. */
  readonly conflicts: readonly string[];
  readonly heldBecause: string | null;
  /** The partner from whom it came said that it is no longer shared. */
  readonly partnerStopped: boolean;
}

/** A row of the view Issues. */
export interface TreeRow {
  readonly label: string;
  readonly description: string;
  readonly sign: Sign;
  /** Words that the menus of package.json ask for. */
  readonly context: string;
  /** For a screen reader. */
  readonly spoken: string;
}

const TITLE_LENGTH = 120;

/**
 * `trouble` is asked only where something stands in the way, or nothing goes on with a partner. What the group says already is not said again.
 * @param lettered a letter beside the row says how it stands; without one a word does
 * @param files the issue has files
 */
export function issueTreeRow(
  item: IssueItem,
  grouping: Grouping,
  partners: Partners,
  trouble: () => IssueTrouble,
  lettered = true,
  files = false,
): TreeRow {
  const { issue, shares } = item;
  const standing = standingOf(issue);
  const sign = item.news === null ? SIGNS[standing] : filled(SIGNS[standing]);
  const key = plainText(issue.key);
  const title = shortText(titleOf(issue), TITLE_LENGTH);
  // In a narrow view the end of a row is cut off: how it stands comes before the title.
  const label = lettered || grouping === "sync" ? `${key}  ${title}` : `${key} (${sign.word})  ${title}`;
  const wrong = standing === "error" || standing === "conflict" || standing === "question" || standing === "held" ? trouble() : null;
  const why = wrong && grouping !== "cause" ? troubleWords(wrong) : "";
  const status = grouping === "status" ? "" : textOf(issue.fields["status"]);
  const keys = shares.flatMap(({ partnerKey, status: there }) => (partnerKey === null || there === "local" ? [] : [partnerKey]));
  const from = sharedBy(item, partners);
  const news = item.news === null ? "" : newsWords(item.news);
  const until = item.news?.kind === "stopped" ? null : sharedUntil(item, partners, () => trouble().partnerStopped);
  const origin = from !== null ? `from ${from}` : until !== null ? `no longer shared by ${until}` : "";
  const said = [news, status, waitsToGo(item, partners) ?? "", ...keys, origin];
  const description = said.filter((part) => part !== "").map((part) => shortText(part, 60));
  const told = [...(why === "" ? [] : [why]), ...description];
  const waitsFor =
    standing === "pending"
      ? shares.filter((share) => share.status === "pending").map(({ connection }) => partners.get(connection)?.title)
      : [];
  const spoken = [
    `${key}  ${title}`,
    sign.word,
    ...waitsFor.flatMap((title) => (title === undefined ? [] : [`waiting for ${plainText(title)}`])),
    ...told,
  ];
  return {
    label,
    description: told.join(", "),
    sign,
    context: [
      "issue",
      issue.syncStatus.replaceAll(" ", "-"),
      ...(asks(issue.heldBecause) ? ["asks"] : []),
      ...(wrong?.mayRetry ? ["retry"] : []),
      ...(sharesIt(item, partners) || from !== null ? ["shares"] : []),
      ...(item.news === null ? [] : ["unread"]),
      ...(files ? ["files"] : []),
    ].join(" "),
    spoken: spoken.filter((part) => part !== "").join(", "),
  };
}

/** The same icon, filled, where there is one: seen also where a narrow view cuts off the words. */
function filled(sign: Sign): Sign {
  const icon = { pass: "pass-filled", "circle-outline": "circle-filled" }[sign.icon];
  return icon === undefined ? sign : { ...sign, icon };
}

/** Short enough for a row. */
function troubleWords({ failure, refusedBy, conflicts, heldBecause }: IssueTrouble): string {
  if (failure) return shortCause(failure, refusedBy);
  if (conflicts.length > 0) return `conflict in ${conflicts.map(partName).join(", ")}`;
  return heldBecause === null ? "" : heldWords(heldBecause);
}

/** A connection's part of a tooltip. */
export interface TooltipShare {
  readonly title: string;
  readonly partnerKey: string | null;
  readonly status: string;
  readonly revision: string;
}

/** The other fields are the project's own. */
const USUAL: ReadonlySet<string> = new Set(["title", "status", "priority", "type", "assignee", "labels", "due"]);

/** Markdown that links and loads nothing: all that came from outside is escaped. */
export function issueTooltip(
  item: IssueItem,
  shares: readonly TooltipShare[],
  trouble: IssueTrouble,
  partners: Partners = new Map(),
): string {
  const { issue } = item;
  const sign = SIGNS[standingOf(issue)];
  const fields: readonly (readonly [string, string])[] = [
    ["Status", textOf(issue.fields["status"])],
    ["Priority", textOf(issue.fields["priority"])],
    ["Type", textOf(issue.fields["type"])],
    ["Assigned to", textOf(issue.fields["assignee"])],
    ["Labels", labelsOf(issue).join(", ")],
    ["Due", textOf(issue.fields["due"])],
    ...Object.entries(issue.fields)
      .filter(([name]) => !USUAL.has(name))
      .map(([name, value]) => [plainText(name), shortText(valueText(value), 100)] as const),
  ];
  const lines = [`**${escaped(issue.key)}** ${escaped(shortText(titleOf(issue), 300))}`, "", escaped(sign.meaning)];
  if (item.news !== null) lines.push("", escaped(newsSentence(item.news)));
  const [from, until, waits] = [
    sharedBy(item, partners),
    sharedUntil(item, partners, () => trouble.partnerStopped),
    waitsToGo(item, partners),
  ];
  if (from !== null) lines.push("", escaped(`It came from ${from}, who shares it with you, and only ${from} can stop that.`), "");
  if (until !== null && item.news?.kind !== "stopped") lines.push("", escaped(`${until} stopped sharing this issue; your copy stays.`), "");
  if (waits !== null) lines.push("", escaped(`It is marked to be shared, and ${waits}.`));
  for (const { title, partnerKey, status, revision } of shares)
    lines.push(`- ${escaped(title)}${partnerKey === null ? "" : ` ${escaped(partnerKey)}`}: ${status}, revision ${revision}`);
  if (trouble.failure) {
    const { cause, remedy } = explainFailure(trouble.failure, trouble.refusedBy, trouble.mayRetry);
    lines.push("", escaped(cause), "", escaped(remedy));
  }
  if (trouble.conflicts.length > 0) lines.push("", escaped(`Conflict in ${trouble.conflicts.map(partName).join(", ")}.`));
  if (trouble.heldBecause !== null) lines.push("", escaped(heldSentence(trouble.heldBecause, issue.key, "editor")));
  const set = fields.filter(([, value]) => value !== "").map(([name, value]) => `${name}: ${escaped(shortText(value, 100))}`);
  if (set.length > 0) lines.push("", "---", "", set.join("  \n"));
  return lines.join("\n");
}

/** Plain text as Markdown that shows it as it is. */
export function escaped(text: string): string {
  return plainText(text).replaceAll(/[\\`*_{}[\]()#+\-.!|<>~&$:@]/g, (sign) => `\\${sign}`);
}
