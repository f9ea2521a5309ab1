import { SYNC_STATUSES } from "../model/status.ts";
import type { IssueView, StubView } from "../model/snapshot.ts";
import { type Row, cell } from "./cell.ts";
import { plainText, shortText } from "./plain-text.ts";
import { toneOfSync } from "./status-tones.ts";

const TITLE_LENGTH = 60;

export const ISSUE_HEAD: Row = ["KEY", "SYNC", "STATUS", "TITLE", "SHARED WITH"].map((text) => cell(text, "faint"));

export function issueRow(issue: IssueView): Row {
  const shared = issue.connections.filter(({ syncStatus }) => syncStatus !== "local");
  return [
    cell(plainText(issue.key)),
    cell(issue.syncStatus, toneOfSync(issue.syncStatus)),
    cell(issue.status === null ? "" : shortText(issue.status, 20)),
    cell(shortText(issue.title, TITLE_LENGTH)),
    cell(shared.map(({ name, partnerKey }) => (partnerKey === null ? name : `${name} ${plainText(partnerKey)}`)).join(", "), "faint"),
  ];
}

export function stubRow(stub: StubView): Row {
  return [cell(plainText(stub.key)), cell(stub.became, "faint"), cell(""), cell(""), cell("")];
}

/** What needs somebody first, then in order of key. */
export function inOrderOfNeed(issues: readonly IssueView[]): IssueView[] {
  const rank = (issue: IssueView): number => SYNC_STATUSES.indexOf(issue.syncStatus);
  return [...issues].sort((a, b) => rank(a) - rank(b) || a.key.localeCompare(b.key, "en", { numeric: true }));
}
