import type { Connection } from "../model/connection.ts";
import { stepConfiguration } from "../protocol/machines/configuration.ts";
import { stepLink } from "../protocol/machines/link.ts";
import { announcedHash } from "./announced-hash.ts";
import { type Context, audit } from "./context.ts";
import { lackingFor } from "./contract-reach.ts";
import { takeStep } from "./take-step.ts";

/**
 * The first contract, decided on with the invitation (docs/PROTOCOL.md 3, "Few trips"): what a person said then is done when its time has come,
 * by the same tables as if they said it now, and once; not for a key that was revoked here before: then it waits for a person. All inside the transaction of what it follows from.
 */

/** Primary, somebody has joined: the contract goes with the Ping. */
export function publishOffer(context: Context, connection: Connection): Connection {
  const { offer } = connection;
  if (!offer || connection.revokedBefore) return connection;
  const lacking = lackingFor(offer.terms, connection.partner?.capabilities ?? []);
  if (lacking) {
    const { offer: _, ...rest } = connection;
    audit(context, { actor: offer.by, action: "publish", connection: connection.id, info: lacking.code });
    return rest;
  }
  const step = stepConfiguration("primary", connection, { kind: "user publishes", terms: offer.terms, note: "" });
  return decided(context, takeStep(context, connection, step), "publish", offer.by);
}

/** Primary, the partner is there: it starts. */
export function startOffer(context: Context, connection: Connection): Connection {
  const { offer, ...rest } = connection;
  return offer && !connection.revokedBefore && rest.facts.link === "connected" ? started(context, rest, offer.by) : connection;
}

/**
 * Secondary, a contract has come. The first one is accepted if it is what the invitation announced and somebody here accepted that when joining;
 * another one waits to be reviewed, and so does every later one.
 */
export function acceptAnnounced(context: Context, connection: Connection): Connection {
  const { announced, proposed } = connection;
  if (!announced || !proposed || connection.contract) return connection;
  const { contract, acceptedBy } = announced;
  const differs = contract !== announcedHash(context.crypto, proposed.contract);
  const reviewed: Connection = { ...connection, announced: { contract, ...(differs && { differs }) } };
  const isOpen = acceptedBy === undefined || connection.revokedBefore || context.settingsOf(connection) === null;
  if (differs || isOpen) return reviewed;
  const step = stepConfiguration("secondary", reviewed, { kind: "user accepts", number: proposed.contract.number });
  return started(context, decided(context, takeStep(context, reviewed, step), "accept", acceptedBy), acceptedBy);
}

/**
 * The connection without what its person decided with the invitation, so that they are asked when its time has come; null: there is nothing of the
 * kind, or it is done already. The partner may still accept early: what is announced stays in the handshake file, and is published when a person says so.
 */
export function withoutDecision(connection: Connection): Connection | null {
  const { offer, ...rest } = connection;
  const { announced, facts } = connection;
  if (facts.link === "closed" || facts.link === "revoked") return null;
  if (offer) return connection.partner === null ? rest : null;
  return announced?.acceptedBy === undefined ? null : { ...rest, announced: { contract: announced.contract } };
}

function decided(context: Context, connection: Connection, action: "publish" | "accept", actor: string): Connection {
  const unchecked = connection.verified === "unverified";
  audit(context, { actor, action, connection: connection.id, info: unchecked ? "done without checking" : "done" });
  return unchecked ? { ...connection, verified: "without checking" } : connection;
}

function started(context: Context, connection: Connection, actor: string): Connection {
  const step = stepLink(connection.role, connection.facts, "user starts");
  if (step.kind !== "step") return connection;
  audit(context, { actor, action: "start", connection: connection.id, info: "done" });
  return { ...connection, facts: step.facts };
}
