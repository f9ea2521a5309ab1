import type { ConnectionView } from "../model/snapshot.ts";
import { plainText } from "./plain-text.ts";

/** A connection as people call it: by the partner's own name, once that is known. */
export function connectionTitle({ partner, name }: Pick<ConnectionView, "partner" | "name">): string {
  return plainText(partner ?? name);
}

/** What a status means, in one sentence. */
export function statusSentence(connection: ConnectionView): string {
  const { status, role, contract, proposed, invitedUntil } = connection;
  const partner = connection.partner === null ? "the partner" : plainText(connection.partner);
  const number = `contract ${proposed?.number ?? ""}`;
  if (connection.handshakeRefused !== null) return "The partner did not let this side in.";
  switch (status) {
    case "handshake":
      return invitedUntil === null ? `This side has joined; ${partner} has not answered yet.` : "The partner has not joined yet.";
    case "stopped":
    case "running":
      if (contract === null)
        return role === "primary"
          ? "Nothing is exchanged until you publish a contract."
          : `Nothing is exchanged until ${partner} publishes a contract.`;
      return status === "running" ? "What is shared is exchanged." : "Issues wait here until you start the connection.";
    case "waiting for secondary":
      return `You have published ${number}; ${partner} has not accepted it yet.`;
    case "update required":
      return `${partner} has published ${number}; new changes wait until you accept or decline it.`;
    case "declined":
      return contract === null
        ? "The contract that was published was declined. Nothing is exchanged until one is accepted."
        : "The last contract that was published was declined; what was agreed before stays in force.";
    case "suspended":
      return "Nothing is sent or read: one side was put back to an earlier state, or copied.";
    case "revoked":
      return "The partner's key is not trusted any more. Nothing is exchanged; your issues stay.";
    case "closed":
      return "The connection is over. Your issues stay.";
    default:
      return "";
  }
}
