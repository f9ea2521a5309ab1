import { newId } from "../model/ids.ts";
import type { AlarmChoice } from "../model/alarm.ts";
import type { AuditEvent } from "../model/audit.ts";
import type { Connection } from "../model/connection.ts";
import type { ContractTerms } from "../model/contract.ts";
import type { ParticipantId } from "../model/document.ts";
import type { Mapping, ScopeChoice } from "../model/mapping.ts";
import type { Contents } from "../ports/contents.ts";
import type { Clock } from "../ports/clock.ts";
import type { Crypto, KeyPair } from "../ports/crypto.ts";
import type { Keys } from "../ports/keys.ts";
import type { Store } from "../ports/store.ts";
import type { Tracker } from "../ports/tracker.ts";
import type { Transport } from "../ports/transport.ts";
import { encodeMessage } from "../protocol/codec.ts";
import type { Message } from "../protocol/message.ts";
import type { KeyLife } from "./key-renewal.ts";
import { isForgotten } from "./forgotten.ts";
import { standingOf } from "./known-issues.ts";
import { isTold } from "./told-events.ts";
import { selfOn } from "./own-identity.ts";
import type { Rules } from "./rules.ts";

/** This side's own choices for one connection. They never leave. */
export interface Settings {
  readonly mapping: Mapping;
  readonly choice: ScopeChoice;
  /** The contract as this side's user wrote it, to be published; null: the default one. */
  readonly terms: ContractTerms | null;
  /** Absent: all alarms about the connection. */
  readonly alarms?: AlarmChoice;
}

/** What every stage of a pass works with. */
export interface Context {
  readonly store: Store;
  readonly tracker: Tracker;
  readonly crypto: Crypto;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly identity: KeyPair;
  readonly self: ParticipantId;
  readonly projectName: string;
  /** null where this machine does not know the connection's exchange folder. */
  readonly transportOf: (connection: Connection) => Transport | null;
  /** null where they cannot be read: the connection stands still, since what may leave is not known. */
  readonly settingsOf: (connection: Connection) => Settings | null;
  /** A pass or command begins: settings may be looked at again. Within one they stay as they are. */
  readonly begin: () => void;
  /** Drawn at every start of the process; with a growing number it names a message for ever (docs/PROTOCOL.md 2). */
  readonly life: string;
  readonly nextNumber: () => number;
  /** Where the tracker keeps contents of attachments; absent where it keeps none. */
  readonly contents?: Contents;
  /** Whether both sides are compared once a day, though nobody asks. */
  readonly comparesDaily?: boolean;
  /** Absent: as docs/PROTOCOL.md 2 has it. */
  readonly keyLife?: KeyLife;
}

export function mintId(context: Context): string {
  return newId(context.clock.now(), context.crypto.random(10));
}

export function isoNow(context: Context): string {
  return new Date(context.clock.now()).toISOString();
}

/** Puts a message into the outbox. Inside a transaction: with the change that it tells of. */
export function post(context: Context, connection: string, messages: readonly Message[]): readonly string[] {
  const ids = postEncoded(context, connection, messages.map(encodeMessage));
  for (const [i, message] of messages.entries())
    audit(context, { actor: "issue-ferry", connection, reference: ids[i] ?? "", ...sentNote(message) });
  return ids;
}

function sentNote(message: Message): Pick<AuditEvent, "action" | "issue" | "info" | "aside"> {
  if (message.kind === "confirmation") return { action: "answer sent", issue: message.issue, info: message.result, aside: true };
  const action = `${message.kind} sent`;
  if (message.kind === "issue") return { action, issue: message.issue };
  if ("conversation" in message) return { action, info: message.conversation };
  return "code" in message ? { action, info: message.code } : { action };
}

/** The same for messages that `encodeMessage` made text of already. Returns their ids, `life.number`. */
export function postEncoded(context: Context, connection: string, bodies: readonly string[]): readonly string[] {
  if (bodies.length === 0) return [];
  const entries = bodies.map((body) => ({ connection, life: context.life, number: context.nextNumber(), body, sequence: null }));
  context.store.addOutbox(entries);
  return entries.map(({ life, number }) => `${life}.${number}`);
}

export function audit(context: Context, event: Omit<AuditEvent, "time">): void {
  context.store.addAudit([{ ...event, time: context.clock.now(), ...(isTold(event) && TOLD) }]);
}

const TOLD = { told: true } as const;

/** null as long as nothing was agreed, and when the connection is over: then nothing of any issue is compared or sent. */
export function rulesOf(context: Context, connection: Connection): Rules | null {
  return exchangesIssues(connection) ? lastRulesOf(context, connection) : null;
}

/** The same, also when the connection is over: what it left behind here may still be brought back. */
export function lastRulesOf(context: Context, connection: Connection): Rules | null {
  if (connection.contract === null || connection.partner === null) return null;
  const settings = context.settingsOf(connection);
  if (!settings) return null;
  return {
    role: connection.role,
    contract: connection.contract,
    mapping: settings.mapping,
    choice: settings.choice,
    self: selfOn(context, connection),
    partner: connection.partner.id,
    held: context.tracker.limits.fields,
    holds: context.tracker.limits.holds,
    standing: (issue) => standingOf(context.store.sync(connection.id, issue), connection.role),
    era: eraOf(connection),
    ...(connection.recovered && { forgot: (issue) => isForgotten(context, connection, issue) }),
  };
}

/** Revisions that are given now have this era: no two generations share one, so that no number is given twice, whatever was forgotten. */
function eraOf({ stream: { generation } }: Connection): number {
  return generation > 1 ? generation : 0;
}

function exchangesIssues({ facts, contract, partner }: Connection): boolean {
  return facts.link !== "closed" && facts.link !== "revoked" && contract !== null && partner !== null;
}

/**
 * What the tracker shows is about to be remembered while nobody knows what of it a connection may get (its settings cannot be read, or this
 * machine is not the gateway now): once that is known again everything is compared with it, since the tracker does not tell twice. Inside the
 * transaction that remembers. Whether it is so.
 */
export function isUnwatched(context: Context, connection: Connection): boolean {
  if (!exchangesIssues(connection) || context.settingsOf(connection) !== null) return false;
  if (connection.comparedUnder !== "") context.store.putConnection({ ...connection, comparedUnder: "" });
  return true;
}

/** Whether new Issue messages may be made now (docs/PROTOCOL.md 4). */
export function maySendIssues(connection: Connection): boolean {
  const { link, run, contract } = connection.facts;
  return link === "connected" && run === "running" && (contract === "agreed" || contract === "declined") && connection.contract !== null;
}
