import type { IssueShare } from "../../../src/model/issue-share.ts";
import type { LocalIssue } from "../../../src/model/local-issue.ts";
import { type IssueItem, type Partners, issueItem } from "../../../src/view/issue-item.ts";

export const PARTNERS: Partners = new Map([
  ["c1", { connection: "nordwind", title: "Nordwind AS", status: "running", role: "primary" }],
  ["c2", { connection: "harbour", title: "Harbour office", status: "update required", role: "primary" }],
]);

export function sampleRow(key: string, more: Partial<LocalIssue> = {}): LocalIssue {
  return {
    id: `id-${key}`,
    key,
    version: "1",
    fields: { title: `Title of ${key}` },
    share: [],
    receivedOver: null,
    gone: null,
    heldBecause: null,
    syncStatus: "local",
    stamp: 1,
    ...more,
  };
}

export function sampleItem(key: string, more: Partial<LocalIssue> = {}, shares: readonly IssueShare[] = []): IssueItem {
  return issueItem(sampleRow(key, more), () => shares);
}

/** Shared over one connection, with the status that the row has. */
export function sharedItem(key: string, status: LocalIssue["syncStatus"], connection = "c1", more: Partial<LocalIssue> = {}): IssueItem {
  return sampleItem(key, { syncStatus: status, ...more }, [{ connection, status, partnerKey: `NW-${key}` }]);
}
