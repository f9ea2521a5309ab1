import { toBase32 } from "../model/base32.ts";
import type { Connection, Partner } from "../model/connection.ts";
import type { PingMessage } from "../protocol/messages/ping.ts";
import { CAPABILITIES, VERSION } from "../protocol/version.ts";
import { type Context, post } from "./context.ts";

/** What this program says of itself in every ping; another one says something else after an update. */
const TOLD = JSON.stringify([VERSION, ...CAPABILITIES]);
const toldFact = (connection: string): string => `told:${connection}`;

function newNonce(context: Context): string {
  return toBase32(context.crypto.random(16));
}

/** Asks the partner "are you there?". Inside a transaction; returns the connection that waits for the answer. */
export function sendPing(context: Context, connection: Connection): Connection {
  const nonce = newNonce(context);
  const time = context.clock.now();
  post(context, connection.id, [{ kind: "ping", nonce, time, version: VERSION, capabilities: [...CAPABILITIES] }]);
  context.store.setFact(toldFact(connection.id), TOLD);
  return { ...connection, ping: { ...connection.ping, nonce, sentAt: time } };
}

/** After an update: a partner uses what this side can do only when it knows of it (docs/PROTOCOL.md 8). Once, and whatever is stopped. */
export function tellWhatIsNew(context: Context, connection: Connection): void {
  if (connection.facts.link !== "connected" || context.store.fact(toldFact(connection.id)) === TOLD) return;
  context.store.transaction(() => context.store.putConnection(sendPing(context, connection)));
}

/** Answers a ping; one that is an answer itself never is answered. Inside a transaction; returns the connection, which knows what the partner has now. */
export function answerPing(context: Context, connection: Connection, message: PingMessage): Connection {
  if (message.inReplyTo !== undefined) return connection;
  const reply: PingMessage = {
    kind: "ping",
    nonce: newNonce(context),
    inReplyTo: message.nonce,
    time: context.clock.now(),
    version: VERSION,
    capabilities: [...CAPABILITIES],
  };
  post(context, connection.id, [reply]);
  context.store.setFact(toldFact(connection.id), TOLD);
  return { ...connection, partner: partnerNow(connection, message) };
}

function partnerNow({ partner }: Connection, { version, capabilities }: PingMessage): Partner | null {
  return partner && { ...partner, version, capabilities };
}

/** Round trip and clock difference from the answer to our ping; null when it answers another. */
export function pingAnswered(context: Context, connection: Connection, message: PingMessage): Connection | null {
  const { nonce, sentAt } = connection.ping;
  if (message.inReplyTo === undefined || message.inReplyTo !== nonce || sentAt === null) return null;
  const now = context.clock.now();
  const roundTripMs = now - sentAt;
  return {
    ...connection,
    ping: { nonce: null, sentAt: null, roundTripMs, clockDifferenceMs: Math.round(message.time - (sentAt + roundTripMs / 2)) },
    partner: partnerNow(connection, message),
  };
}
