import type { Connection } from "../model/connection.ts";
import { configurationEventOf } from "../protocol/machines/configuration-event.ts";
import { stepConfiguration } from "../protocol/machines/configuration.ts";
import { linkEventOf, stepLink } from "../protocol/machines/link.ts";
import type { Message, MessageId } from "../protocol/message.ts";
import type { RefusedMessage } from "../protocol/messages/refused.ts";
import { raise } from "./alarms.ts";
import { endConnection } from "./end-connection.ts";
import { type Context, audit } from "./context.ts";
import { acceptAnnounced, startOffer } from "./early-contract.ts";
import { noteRefused } from "./operations-end.ts";
import { answerPing, pingAnswered } from "./ping.ts";
import { allNamed } from "./recover-issues.ts";
import { putSync, refreshRow, restate } from "./rows.ts";
import { takeStep } from "./take-step.ts";

/**
 * Setup, ping, configuration, refusals and the end of a connection, by the tables of docs/PROTOCOL.md 3 and 4. Inside a transaction.
 * False: the message has to wait for the link.
 */
export function handleConnectionMessage(context: Context, id: string, message: Message): boolean {
  const { store } = context;
  const stored = store.connection(id);
  const event = stored && linkEventOf(message, stored.ping.nonce);
  if (!stored || !event) return true;
  const connection = event === "ping answered" ? allNamed(context, stored) : stored;
  if (connection !== stored) store.putConnection(connection);
  const step = stepLink(connection.role, connection.facts, event);
  if (step.kind !== "step") return true;
  let next: Connection = { ...connection, facts: step.facts, ...(message.kind === "closed" && { closedBy: message.reason }) };
  for (const action of step.does) {
    switch (action) {
      case "answer ping":
        if (message.kind === "ping") next = answerPing(context, next, message);
        break;
      case "measure ping":
        if (message.kind === "ping") next = pingAnswered(context, next, message) ?? next;
        break;
      case "drop refusal":
        next = { ...next, invitation: { ...next.invitation, refused: null } };
        break;
      case "hold":
        return false;
      case "take":
        next = configured(context, next, message);
        break;
      case "fail what was refused":
        if (message.kind === "refused") next = refusedByPartner(context, next, message);
        break;
      default:
        break;
    }
  }
  next = startOffer(context, next);
  store.putConnection(next);
  if (next.facts.link !== connection.facts.link)
    audit(context, {
      actor: partnerName(next),
      action: next.facts.link,
      connection: id,
      ...(message.kind === "closed" && { info: message.reason }),
    });
  if (next.facts.link === "closed") endConnection(context, next);
  else restateIfChanged(context, connection, next);
  return true;
}

/** What waits says so, or no longer, where facts or contract changed: that reads and writes all of it, which no other message is worth. */
export function restateIfChanged(context: Context, before: Connection, next: Connection): void {
  const { link, run, contract } = before.facts;
  const { facts } = next;
  const same = facts.link === link && facts.run === run && facts.contract === contract;
  const other = next.contract !== before.contract;
  if (!same || other) restate(context, next, other);
}

function configured(context: Context, connection: Connection, message: Message): Connection {
  const event = configurationEventOf(message);
  if (!event) return connection;
  const step = stepConfiguration(connection.role, connection, event);
  audit(context, { actor: partnerName(connection), action: message.kind, connection: connection.id, info: step.kind });
  return acceptAnnounced(context, takeStep(context, connection, step));
}

/**
 * The partner could not take a file or message of ours. What is on its way over this connection is marked: nothing may be shown as
 * done that is not confirmed, and `retry` sends it again.
 */
function refusedByPartner(context: Context, connection: Connection, message: RefusedMessage): Connection {
  audit(context, {
    actor: partnerName(connection),
    action: "refused",
    connection: connection.id,
    ...(message.message && { reference: nameOf(message.message) }),
    info: message.code,
  });
  const event = configurationEventOf(message);
  const next = event ? takeStep(context, connection, stepConfiguration(connection.role, connection, event)) : connection;
  if (event || message.code === "CONTRACT_NUMBER_USED") return next;
  const cause = { connection: connection.id, info: message.code, ...(message.message && { reference: nameOf(message.message) }) };
  // The partner knows: an alarm that it cannot take brings it no other one.
  raise(context, { code: message.code === "NOT_UNDERSTOOD" ? "INVALID_MESSAGE_VERSION" : "INVALID_MESSAGE", ...cause }, "here");
  const named = message.message && nameOf(message.message);
  if (named !== undefined && named === connection.proposed?.sentAs) return refusedProposal(context, connection, message);
  if (named !== undefined) noteRefused(context, connection.id, named, message.code);
  for (const sync of context.store.syncsWithStatus(connection.id, "pending", Number.MAX_SAFE_INTEGER)) {
    const inFlight = connection.role === "secondary" ? sync.sent !== null : sync.reply !== null;
    if (!inFlight || (named !== undefined && sync.sentAs !== named)) continue;
    putSync(context, connection, { ...sync, failure: { code: "NOT_UNDERSTOOD", detail: message.code } });
    refreshRow(context, sync.issue);
  }
  return next;
}

/**
 * The partner's program does not understand the contract that we proposed: it is as good as declined, and the one in force stays. (What is kept there to
 * be read by a later version may still be accepted: that goes on waiting.)
 */
function refusedProposal(context: Context, connection: Connection, { code, detail }: RefusedMessage): Connection {
  const { proposed } = connection;
  if (!proposed || code === "NOT_UNDERSTOOD") return connection;
  const event = { kind: "declined received", number: proposed.contract.number, reason: "" } as const;
  const next = takeStep(context, connection, stepConfiguration(connection.role, connection, event));
  return next.declined ? { ...next, declined: { ...next.declined, refused: detail ?? code } } : next;
}

function partnerName(connection: Connection): string {
  return `partner ${connection.partner?.name ?? ""}`;
}

function nameOf({ life, number }: MessageId): string {
  return `${life}.${number}`;
}
