import type { ConnectionView } from "../model/snapshot.ts";
import { plainText } from "./plain-text.ts";

/** Words of a first contract that is decided on with the invitation, before the sides know each other. */

/** To the side that invites, when it is done. `name`: the connection. */
export function publishesSentence(name: string): string {
  return `Whoever joins with this handshake file gets the contract at once, and ${name} starts then, without the safety number compared; that goes on record.`;
}

/** To the side that joins. `announced`: what the invitation says of a contract. */
export function announcedSentence(partner: string, announced: "none" | "default" | "own", accepted: boolean): string | null {
  if (announced === "none") return null;
  const who = plainText(partner);
  if (!accepted) return `${who}'s contract comes with their answer; you review it then.`;
  return `${announced === "own" ? UNSEEN : "The default contract"} is accepted if that is what comes, and the connection starts then, without the safety number compared; that goes on record. Another contract waits for your review.`;
}

/** To whoever took back what they had decided. `name`: the connection. */
export function withdrawnSentence(name: string): string {
  return `Nothing starts by itself on ${name} any more: you are asked when both sides know each other.`;
}

const UNSEEN =
  "The contract that is announced, which nobody here has seen, and which may name any field of what you share and internal comments,";

/** What `early` of a connection means, in a sentence; null: nothing was decided early, or it is over. */
export function earlySentence({ early, partner, proposed }: Pick<ConnectionView, "early" | "partner" | "proposed">): string | null {
  const who = partner === null ? "the partner" : plainText(partner);
  switch (early) {
    case "publishes":
      return "The contract goes out as soon as they join.";
    case "accepts":
      return "The announced contract is accepted when it comes.";
    case "differs":
      return `Contract ${proposed?.number ?? ""} is not the one that the invitation of ${who} announced.`;
    default:
      return null;
  }
}
