import { EMPTY_DOCUMENT, type IssueId } from "../model/document.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import { NO_REVISION } from "../model/revision.ts";

/** An issue that a connection knows nothing of yet: both sides stand on the empty document. */
export function startSync(connection: string, issue: IssueId, introducedBy: "us" | "partner"): IssueSync {
  return {
    connection,
    issue,
    introducedBy,
    partnerKey: null,
    base: EMPTY_DOCUMENT,
    revision: NO_REVISION,
    mine: EMPTY_DOCUMENT,
    shadow: EMPTY_DOCUMENT,
    sent: null,
    sentOverruled: [],
    snapshots: [{ revision: NO_REVISION, document: EMPTY_DOCUMENT }],
    agreed: NO_REVISION,
    reply: null,
    overruled: [],
    refusedHere: {},
    refusedThere: {},
    partnerRefuses: {},
    unsendable: {},
    toldRefused: "",
    lost: [],
    pendingWrite: null,
    failure: null,
    frozen: false,
  };
}
