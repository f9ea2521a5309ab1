import type { AskedOperation } from "../model/operation.ts";
import { type Row, cell } from "./cell.ts";
import { unansweredLines } from "./operation-words.ts";
import { plainText } from "./plain-text.ts";

interface Told {
  readonly connection: string;
  readonly partner: string;
  readonly last: AskedOperation | null;
  readonly open: AskedOperation | null;
  readonly keys: Readonly<Record<string, string>>;
}

const HEAD: Row = ["THEIR KEY", "YOUR KEY", "STAMP"].map((text) => cell(text, "faint"));

/** What a partner's list had since this stamp, in order of stamp, or why that is not known. `now`: milliseconds since 1970. */
export function partnerIssueRows(told: Told, since: number, now: number): readonly (string | Row)[] {
  const { list } = told.last ?? {};
  if (!list || told.last?.page?.since !== since) return unansweredLines(told, now);
  const own = (id: string): string => plainText(told.keys[id] ?? "");
  const rows = [
    ...list.issues.map(([id, key, stamp]) => ({ stamp, row: [cell(plainText(key)), cell(own(id)), cell(`${stamp}`, "faint")] })),
    ...list.stubs.map(([id, became, stamp]) => ({ stamp, row: [cell(became, "faint"), cell(own(id)), cell(`${stamp}`, "faint")] })),
  ].sort((a, b) => a.stamp - b.stamp);
  return rows.length === 0
    ? [`${plainText(told.partner)} ${list.since > 0 ? `names nothing since ${list.since}` : "shares no issue with you"}.`]
    : [HEAD, ...rows.map(({ row }) => row)];
}

/** How to read on, and whether all was read again. */
export function partnerIssueNotes({ connection, last }: Told, since: number): readonly string[] {
  const { list, page } = last ?? {};
  if (!list || page?.since !== since) return [];
  return [
    ...(since !== list.since ? ["That stamp counts no more, since the partner began anew: this is the list from its start."] : []),
    ...(list.partial ? [`There is more: \`issue-ferry partner-issues ${connection} --since ${list.next}\`.`] : []),
  ];
}
