import type { Role } from "../../model/contract.ts";
import type { SyncStatus } from "../../model/status.ts";
import type { ConfirmationResult } from "../messages/confirmation.ts";
import { type Cell, type Machine, go, refuse } from "./table.ts";

/** A message about an issue by what it must be judged by: who numbers it, and whether it brings a document. */
export type IssueArrival =
  | "issue with revision"
  | "issue without revision"
  | `${ConfirmationResult} with document`
  | `${ConfirmationResult} without document`;

export type IssueAction =
  /** Merge, number the result and confirm it with the document; or merge and confirm what stands here now. */
  | "merge and sequence"
  | "merge and confirm"
  | "keep lost values"
  | "agree on revision"
  | "mark refused"
  | "mark failed"
  | "project again"
  | "send whole issue"
  | "await whole issue"
  | "stop taking part";

export type IssueRefusal =
  /** Only a primary numbers; only a secondary answers without numbering. */
  "NOT_SEQUENCER" | "NO_REVISION" | "NO_DOCUMENT" | "UNEXPECTED_DOCUMENT" | "WRONG_ROLE";

type IssueCell = Cell<SyncStatus, IssueAction, IssueRefusal>;

const NOT_SEQUENCER = refuse("NOT_SEQUENCER");
const NO_DOCUMENT = refuse("NO_DOCUMENT");
const UNEXPECTED = refuse("UNEXPECTED_DOCUMENT");
const WRONG_ROLE = refuse("WRONG_ROLE");

const AGREED = go("up to date", "agree on revision");
const TAKEN = go("up to date", "merge and confirm");
const LEFT = go("local", "stop taking part");
const ELSEWHERE = go("error", "stop taking part");

/**
 * docs/PROTOCOL.md 5: which messages about an issue the receiver of each role takes, and where they lead an issue of which nothing else
 * is open. (What the row of an issue shows follows from its data, not from this table.)
 */
export const ISSUE_MACHINE: Machine<Role, IssueArrival, SyncStatus, IssueAction, IssueRefusal> = {
  name: "issue",
  table: {
    primary: {
      "issue with revision": NOT_SEQUENCER,
      "issue without revision": go("pending", "merge and sequence"),
      "applied with document": NOT_SEQUENCER,
      "merged with document": NOT_SEQUENCER,
      "unchanged with document": NOT_SEQUENCER,
      "conflict with document": NOT_SEQUENCER,
      "refused with document": NOT_SEQUENCER,
      "superseded with document": NOT_SEQUENCER,
      "base unknown with document": NOT_SEQUENCER,
      "left scope with document": NOT_SEQUENCER,
      "already shared with document": NOT_SEQUENCER,
      "applied without document": AGREED,
      "merged without document": AGREED,
      "unchanged without document": AGREED,
      "conflict without document": AGREED,
      "refused without document": go("error", "agree on revision", "mark refused"),
      "superseded without document": go("pending", "project again"),
      "base unknown without document": go("pending", "await whole issue"),
      "left scope without document": LEFT,
      "already shared without document": ELSEWHERE,
    },
    secondary: {
      "issue with revision": TAKEN,
      "issue without revision": refuse("NO_REVISION"),
      "applied with document": TAKEN,
      "merged with document": TAKEN,
      "unchanged with document": TAKEN,
      "conflict with document": go("conflict", "keep lost values", "merge and confirm"),
      "refused with document": go("error", "mark refused", "merge and confirm"),
      "superseded with document": WRONG_ROLE,
      "base unknown with document": UNEXPECTED,
      "left scope with document": UNEXPECTED,
      "already shared with document": UNEXPECTED,
      "applied without document": NO_DOCUMENT,
      "merged without document": NO_DOCUMENT,
      "unchanged without document": NO_DOCUMENT,
      "conflict without document": NO_DOCUMENT,
      "refused without document": go("error", "mark failed"),
      "superseded without document": WRONG_ROLE,
      "base unknown without document": go("pending", "send whole issue"),
      "left scope without document": LEFT,
      "already shared without document": ELSEWHERE,
    },
  } satisfies Record<Role, Record<IssueArrival, IssueCell>>,
};
