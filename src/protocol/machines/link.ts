import type { Facts } from "../../model/connection.ts";
import type { Role } from "../../model/contract.ts";
import { Impossible } from "../../model/failure.ts";
import type { Message } from "../message.ts";
import { LINK_MACHINES, type LinkAction, type LinkEvent, type LinkRefusal } from "./link-table.ts";
import { type Observer, cell } from "./table.ts";

export type LinkStep =
  /** `does`: in this order, committed together with the facts. */
  | { readonly kind: "step"; readonly facts: Facts; readonly does: readonly LinkAction[] }
  | { readonly kind: "refused"; readonly code: LinkRefusal }
  | { readonly kind: "ignored"; readonly why: string };

const BEFORE: Facts = { link: "handshake", run: "stopped", contract: "none" };

/**
 * One step of the link (docs/PROTOCOL.md 3). `facts` is null while there is no connection. The link never starts a connection to run: that is the
 * user's `run`, and it stays as it is through restores.
 */
export function stepLink(role: Role, facts: Facts | null, event: LinkEvent, observe?: Observer): LinkStep {
  const found = cell(LINK_MACHINES[role], facts?.link ?? "absent", event, observe);
  if ("refuse" in found) return { kind: "refused", code: found.refuse };
  if ("ignore" in found) return { kind: "ignored", why: found.ignore };
  if ("never" in found || found.to === "absent") throw new Impossible(`link of ${role}: ${event}`);
  const before = facts ?? BEFORE;
  const run = found.does.includes("run") ? "running" : found.does.includes("halt") ? "stopped" : before.run;
  return { kind: "step", facts: { ...before, link: found.to, run }, does: found.does };
}

/**
 * What a message of a sequenced file means to the link. `awaited`: the nonce of our ping that waits for its answer. null: a Handshake,
 * which only a join file may hold; there the checks of docs/PROTOCOL.md 3 name the event.
 */
export function linkEventOf(message: Message, awaited: string | null): LinkEvent | null {
  switch (message.kind) {
    case "ping":
      if (message.inReplyTo === undefined) return "ping received";
      return message.inReplyTo === awaited ? "ping answered" : "old ping answered";
    case "configuration":
    case "configuration updated":
    case "configuration declined":
    case "issue":
    case "confirmation":
    case "identify request":
    case "identify response":
    case "operation request":
    case "operation progress":
    case "operation final":
    case "alarm":
      return "exchange received";
    case "refused":
      return "refused received";
    case "closed":
      return "closed received";
    case "handshake":
      return null;
  }
}
