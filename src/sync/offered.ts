import type { Connection } from "../model/connection.ts";
import type { FailureCode } from "../model/failure.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import type { ConfirmationMessage } from "../protocol/messages/confirmation.ts";
import type { Message } from "../protocol/message.ts";
import type { IssueMessage } from "../protocol/messages/issue.ts";
import { NO_REVISION, sameRevision } from "../model/revision.ts";
import type { Context } from "./context.ts";
import { startSync } from "./issue-sync-start.ts";
import { isForgotten } from "./forgotten.ts";
import { isPartner, partnerIds } from "./partner-ids.ts";
import type { Rules } from "./rules.ts";
import { inScope, isExcluded } from "./scope.ts";
import { isUntold } from "./sync-status.ts";

/** Name of the fact that keeps who the partner of a forgotten connection was: the ids of its keys. */
export const partnerFact = (connection: string): string => `partner:${connection}`;

interface Offered {
  readonly message: IssueMessage | ConfirmationMessage;
  readonly stored: IssueSync | null;
  readonly local: LocalIssue | null;
}

/**
 * Why an offered issue is not taken, if it is not. A project takes an issue id over one connection only; and the answer to a message must
 * never tell of an issue that is not shared with its sender: not of a local one whose id it knows, and of one that it was shared once only that
 * it is no longer (docs/PROTOCOL.md 5). The partner is not told through whom we have an issue.
 */
export function shareRefusal(
  context: Context,
  connection: Connection,
  rules: Rules,
  { message, stored, local }: Offered,
): ConfirmationMessage | null {
  if (message.kind !== "issue") return null;
  if (stored) {
    if (isRoundabout(context, connection, rules, { message, stored, local }))
      return notTaken(connection, message, "already shared", "ALREADY_SHARED");
    const apart = stored.introducedBy === "us" && !stored.mine.shared;
    return apart && !isCrossing(rules, stored, message) ? notTaken(connection, message, "left scope", "NOT_SHARED") : null;
  }
  const elsewhere = context.store.syncsOf(message.issue).some(({ sync }) => sync.connection !== connection.id && !sync.frozen);
  if (elsewhere) return notTaken(connection, message, "already shared", "ALREADY_SHARED");
  if (
    local === null ||
    local.gone !== null ||
    inScope(local, rules.choice, connection.name, false) ||
    (local.receivedOver === null && !isExcluded(local, connection.name) && isForgotten(context, connection, local.id)) ||
    isFromThem(context, connection, local)
  )
    return null;
  return notTaken(connection, message, "left scope", "NOT_SHARED");
}

/**
 * Whether we offered to the partner what it offers to us, and one of us has it from somebody else: then the connections of several projects make a
 * ring, and a value would go round in it. The issue stays with the connection over which it came first.
 */
function isRoundabout(
  context: Context,
  connection: Connection,
  rules: Rules,
  { message, stored, local }: Offered & { readonly stored: IssueSync },
): boolean {
  const neverAgreed = (rules.role === "primary" ? stored.agreed : stored.revision).number === 0;
  if (message.kind !== "issue" || message.base.number !== 0 || stored.introducedBy !== "us" || !neverAgreed) return false;
  return message.received === true || isAlreadyShared(stored) || (local !== null && isFromAnother(context, connection.id, local));
}

/** An offer says whether we have the issue from another partner: its maker has to know that, or it would come back to it round a ring. */
export function asOffer<M extends Message>(context: Context, connection: string, message: M): M {
  if (message.kind !== "issue" || message.base.number !== 0) return message;
  const local = context.store.issue(message.issue);
  return local !== null && isFromAnother(context, connection, local) ? { ...message, received: true } : message;
}

function isFromAnother(context: Context, connection: string, { id, receivedOver }: LocalIssue): boolean {
  if (receivedOver === null || receivedOver === connection) return false;
  const there = context.store.sync(receivedOver, id);
  return there !== null && !there.frozen;
}

/** One of the two sides said that it has the issue from somebody else. */
export function isAlreadyShared(sync: IssueSync): boolean {
  return sync.failure?.code === "ALREADY_SHARED";
}

/**
 * What is kept of an offer that was refused because we have the issue from another partner: it is not offered back where it would be passed on.
 * null: nothing.
 */
export function keptRefusal(connection: Connection, rules: Rules, { message, stored, local }: Offered): IssueSync | null {
  const wouldPassOn = local !== null && inScope(local, rules.choice, connection.name, true);
  const sync = stored ?? (wouldPassOn ? startSync(connection.id, message.issue, "us") : null);
  return sync && { ...sync, failure: { code: "ALREADY_SHARED" } };
}

/**
 * Whether the partner may have said this before it could hear that we do not share the issue any more: then nothing of it may be lost, and
 * the answer is a document without anything of ours. It says at most one such thing, since its next one follows on our answer.
 */
function isCrossing(rules: Rules, stored: IssueSync, message: IssueMessage): boolean {
  if (isUntold(stored)) return false;
  if (rules.role === "secondary") return stored.base.shared;
  const base = stored.snapshots.find(({ revision }) => sameRevision(revision, message.base));
  return base !== undefined && base.document.shared && !stored.reply?.confirms;
}

/** Received from this very partner, over a connection that ended. */
function isFromThem(context: Context, connection: Connection, local: LocalIssue): boolean {
  if (local.receivedOver === null) return false;
  const there = context.store.connection(local.receivedOver)?.partner;
  const ids = there ? partnerIds(context.crypto, there) : (context.store.fact(partnerFact(local.receivedOver))?.split(" ") ?? []);
  return connection.partner !== null && isPartner(context.crypto, connection.partner, ids);
}

function notTaken(
  connection: Connection,
  message: IssueMessage,
  result: ConfirmationMessage["result"],
  code: FailureCode,
): ConfirmationMessage {
  return {
    kind: "confirmation",
    issue: message.issue,
    contract: connection.contract?.number ?? 0,
    result,
    revision: NO_REVISION,
    conflicts: [],
    refused: [],
    overruled: [],
    failure: { code },
  };
}
