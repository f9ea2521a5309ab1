import { DEFAULT_TERMS, type Role } from "../../../src/model/contract.ts";
import { DEFAULT_MAPPING } from "../../../src/model/mapping.ts";
import type { TrackerIssue } from "../../../src/model/tracker-issue.ts";
import { startSync } from "../../../src/sync/issue-sync-start.ts";
import type { IssueSync } from "../../../src/model/issue-sync.ts";
import type { Rules } from "../../../src/sync/rules.ts";

export const SELF = "self";
export const PARTNER = "partner";

export function rulesFor(role: Role, more: Partial<Rules> = {}): Rules {
  return {
    role,
    contract: { ...DEFAULT_TERMS, number: 1 },
    mapping: DEFAULT_MAPPING,
    choice: { scope: { kind: "all" }, forward: false },
    self: SELF,
    partner: PARTNER,
    ...more,
  };
}

export function issueOf(more: Partial<TrackerIssue> = {}): TrackerIssue {
  return { id: "i1", key: "ACME-1", version: "1", fields: { title: "Valve" }, comments: [], share: [], ...more };
}

export function freshSync(): IssueSync {
  return startSync("c1", "i1", "us");
}
