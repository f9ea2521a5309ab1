import type { IssueSync } from "../model/issue-sync.ts";
import type { ConfirmationMessage } from "../protocol/messages/confirmation.ts";
import type { IssueMessage } from "../protocol/messages/issue.ts";
import type { Context } from "./context.ts";
import { confirmedAtPrimary } from "./receive-primary.ts";
import { asRecovering, begunAnew, knownApart } from "./recover-issues.ts";
import type { Rules } from "./rules.ts";
import { sendAgain } from "./send-again.ts";
import { isUntold } from "./sync-status.ts";

/** A Confirmation that carries no document: it changes what we know of the partner, never the issue. */
export function confirmed(
  context: Context,
  rules: Rules,
  sync: IssueSync,
  { message, row, key }: { readonly message: ConfirmationMessage; readonly row: number; readonly key: string },
): IssueSync {
  switch (message.result) {
    case "already shared":
      return { ...withoutRecovering(sync), failure: { code: "ALREADY_SHARED" } };
    case "base unknown":
      if (rules.role === "primary" && message.revision.number === 0) return begunAnew(sync);
      return sync.recovering ? sync : asRecovering(asked(sync), { restored: false, since: row, told: false });
    case "left scope":
      return leftByPartner(rules, withoutRecovering(sync));
    case "superseded":
      return rules.role === "primary" ? sendAgain(context, rules, sync, message.revision, key) : sync;
    default:
      return rules.role === "primary" ? confirmedAtPrimary(rules, sync, message) : { ...sync, failure: message.failure ?? sync.failure };
  }
}

/** Who asks for an issue takes part in it. */
function asked(sync: IssueSync): IssueSync {
  return sync.failure?.code === "NOT_SHARED" ? { ...sync, failure: null } : sync;
}

export function withoutRecovering(sync: IssueSync): IssueSync {
  const { recovering: _, ...rest } = sync;
  return rest;
}

/** The primary asks for all that we know of the issue. */
export function isAsked(rules: Rules, message: IssueMessage | ConfirmationMessage): boolean {
  return rules.role === "secondary" && message.kind === "confirmation" && message.result === "base unknown";
}

/** The secondary names what it shares as it begins anew; what it knows of it is still to come. */
export function isNaming(rules: Rules, message: IssueMessage | ConfirmationMessage): boolean {
  return rules.role === "primary" && message.kind === "confirmation" && message.result === "base unknown" && message.revision.number > 0;
}

/** Of what we do not share the primary never heard. */
export function isApartUntold(sync: IssueSync): boolean {
  return !sync.mine.shared && isUntold(sync);
}

/**
 * The partner does not share the issue with us (any more): what was on its way stays here, as edits of ours. Where it is we who do not share it any more
 * that is no failure.
 */
function leftByPartner(rules: Rules, sync: IssueSync): IssueSync {
  const left = { ...sync, sent: null, sentOverruled: [], overruled: [...sync.sentOverruled, ...sync.overruled] };
  if (sync.introducedBy === "partner") return unkept({ ...left, failure: null }, true);
  if (!sync.mine.shared) return { ...knownApart(rules, left), failure: null, frozen: false };
  return { ...left, failure: { code: "NOT_SHARED" }, frozen: false };
}

/** Without the mark that it is kept away by the contract. */
export function unkept(sync: IssueSync, frozen: boolean): IssueSync {
  const { keptAway: _, ...rest } = sync;
  return { ...rest, frozen };
}

/** The partner hears that what it says of the issue goes nowhere: to both it is not shared, until it is brought back. */
export function toldAway(sync: IssueSync): IssueSync {
  return sync.keptAway === true ? { ...sync, keptAway: "told" } : sync;
}
