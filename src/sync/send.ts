import { difference, sameDocument } from "../model/changes.ts";
import { EMPTY_DOCUMENT } from "../model/document.ts";
import type { IssueSync, Recovering, RefusedField } from "../model/issue-sync.ts";
import { sameRevision } from "../model/revision.ts";
import { sameValue } from "../model/value.ts";
import type { ConfirmationMessage } from "../protocol/messages/confirmation.ts";
import type { IssueMessage } from "../protocol/messages/issue.ts";
import { outgoing, tellable } from "./outgoing.ts";
import { type Rules, partOf } from "./rules.ts";
import {
  cannotBegin,
  documentToSend,
  isApart,
  isWholeDue,
  lastSnapshot,
  nextRevision,
  refusedNames,
  refusedOfPartner,
} from "./sync-status.ts";
import { withWaitingLinks } from "./waiting-links.ts";

export interface Sent {
  readonly sync: IssueSync;
  readonly messages: readonly (IssueMessage | ConfirmationMessage)[];
}

/**
 * What the issue has to tell the partner now: our edits that are not on their way yet (one document in flight at most), and at the
 * secondary the list of values its tracker refuses, when that changed. Nothing while a write is intended and not performed.
 */
export function nextMessages(rules: Rules, given: IssueSync, key: string): Sent {
  const sync = withWaitingLinks(rules, given);
  if (sync.recovering) return isWholeDue(sync, rules) ? wholeFromSecondary(rules, sync, sync.recovering, key) : { sync, messages: [] };
  if (sync.frozen || sync.failure || sync.pendingWrite || isApart(sync) || cannotBegin(sync)) return { sync, messages: [] };
  return rules.role === "primary" ? fromPrimary(rules, sync, key) : fromSecondary(rules, sync, key);
}

function fromPrimary(rules: Rules, sync: IssueSync, key: string): Sent {
  const last = lastSnapshot(sync);
  const document = outgoing(rules, sync.mine, last.document);
  if (!sameRevision(last.revision, sync.agreed) || (sameDocument(document, last.document) && !sync.untoldKey))
    return { sync, messages: [] };
  const overruled = tellable(rules, sync);
  const revision = nextRevision(sync, rules.era);
  const message: IssueMessage = {
    kind: "issue",
    issue: sync.issue,
    contract: rules.contract.number,
    base: last.revision,
    revision,
    key,
    changes: difference(last.document, document),
    overruled: [...overruled.now],
  };
  return {
    sync: {
      ...told(sync),
      snapshots: [...sync.snapshots, { revision, document }],
      base: document,
      revision,
      overruled: overruled.later,
      reply: { conflicts: [], refused: [], overruled: overruled.now, confirms: false },
    },
    messages: [message],
  };
}

function fromSecondary(rules: Rules, given: IssueSync, key: string): Sent {
  const told = tellRefusals(rules, given, key);
  const { sync } = told;
  const document = outgoing(rules, documentToSend(sync), sync.base);
  if (sync.sent !== null || sameDocument(document, sync.base)) return told;
  const overruled = tellable(rules, sync);
  const message: IssueMessage = {
    kind: "issue",
    issue: sync.issue,
    contract: rules.contract.number,
    base: sync.revision,
    key,
    changes: difference(sync.base, document),
    overruled: [...overruled.now],
  };
  return {
    sync: { ...sync, sent: document, sentOverruled: overruled.now, overruled: overruled.later },
    messages: [...told.messages, message],
  };
}

/** After a Recover: everything that the secondary knows of the issue, once. */
function wholeFromSecondary(rules: Rules, given: IssueSync, recovering: Recovering, key: string): Sent {
  const sync = { ...told(given), overruled: [...given.sentOverruled, ...given.overruled], sentOverruled: [] };
  const document = outgoing(rules, documentToSend(sync), sync.base);
  const overruled = tellable(rules, sync);
  const message: IssueMessage = {
    kind: "issue",
    issue: sync.issue,
    contract: rules.contract.number,
    base: sync.revision,
    key,
    changes: difference(sync.base, document),
    overruled: [...overruled.now],
    whole: {
      document: difference(EMPTY_DOCUMENT, sync.base),
      lineage: [...(sync.lineage ?? [])],
      restored: recovering.restored,
    },
  };
  return {
    sync: {
      ...sync,
      sent: document,
      sentOverruled: overruled.now,
      overruled: overruled.later,
      recovering: { ...recovering, told: true },
    },
    messages: [message],
  };
}

/** A refusal that ended or began without a new revision: the Confirmation is sent again. */
function tellRefusals(rules: Rules, sync: IssueSync, key: string): Sent {
  if (sync.toldRefused === refusedNames(sync) && !sync.untoldKey) return { sync, messages: [] };
  return confirm(rules, sync, key, "applied");
}

/**
 * The secondary's Confirmation of what it holds: its revision and everything its tracker refuses now. `once`: what of the document that is answered is
 * refused, and is no matter of this side's any more once that is said.
 */
export function confirm(
  rules: Rules,
  sync: IssueSync,
  key: string,
  result: ConfirmationMessage["result"],
  once: readonly RefusedField[] = [],
): Sent {
  const held = refusedOfPartner(sync).map(([field, { value, failure }]) => ({ field, value, failure }));
  const refused = [...held, ...once].map((one) => ({ ...one, failure: { ...one.failure } }));
  const message: ConfirmationMessage = {
    kind: "confirmation",
    issue: sync.issue,
    contract: rules.contract.number,
    key,
    result: refused.length > 0 ? "refused" : result,
    revision: sync.revision,
    conflicts: [],
    refused,
    overruled: [],
  };
  return { sync: { ...told(sync), toldRefused: refusedNames(sync) }, messages: [message] };
}

/** Every message has our key. */
function told(sync: IssueSync): IssueSync {
  const { untoldKey: _, ...rest } = sync;
  return rest;
}

/** The answer to a document made under a contract that is no longer in force: make it again from this revision on. */
export function superseded(rules: Rules, sync: IssueSync, key: string): ConfirmationMessage {
  return {
    kind: "confirmation",
    issue: sync.issue,
    contract: rules.contract.number,
    key,
    result: "superseded",
    revision: sync.revision,
    conflicts: [],
    refused: [],
    overruled: [],
  };
}

/** Overruled values whose field stands again as agreed need not be told any more. */
export function stillOverruled(sync: IssueSync): IssueSync["overruled"] {
  return sync.overruled.filter(({ field }) => !sameValue(partOf(sync.mine, field), partOf(sync.base, field)));
}
