import type { ConnectionView } from "../model/snapshot.ts";
import { earlySentence } from "./early-words.ts";
import { plainText } from "./plain-text.ts";
import { type Surface, way, wayFirst } from "./ways.ts";

/** A connection as people call it: by the partner's own name, once that is known. */
export function connectionTitle({ partner, name }: Pick<ConnectionView, "partner" | "name">): string {
  return plainText(partner ?? name);
}

/** Who ended the connection, and why. */
export function closedSentence({ closedBy, partner }: Pick<ConnectionView, "closedBy" | "partner">): string {
  const who = partner === null ? "The partner" : plainText(partner);
  if (closedBy === "revoked") return `${who} does not trust this project's key any more and has ended the connection. Your issues stay.`;
  return closedBy === "removed" ? `${who} has ended the connection. Your issues stay.` : "The connection is over. Your issues stay.";
}

/**
 * How a connection that was removed, as it stood before or stands now, is forgotten: the partner has to hear of it first, where it can be told. A closed
 * one does not say whether it was told already. One word for all who say it.
 */
export function forgetting(
  connection: Pick<ConnectionView, "name" | "status" | "queue" | "partner" | "closedBy">,
  surface: Surface = "command line",
): string {
  const { name, status, queue, partner, closedBy } = connection;
  const forget = way(surface, "remove", name);
  const isTold =
    partner === null ||
    closedBy !== undefined ||
    status === "revoked" ||
    status === "suspended" ||
    (status === "closed" && queue.out === 0);
  if (isTold) return `${wayFirst(surface, "remove", name)} forgets it.`;
  if (status === "closed" || status === "handshake")
    return `${wayFirst(surface, "remove", name)} forgets it; if that is refused, ${way(surface, "sync")} comes first, which tells the partner.`;
  return `${wayFirst(surface, "sync")} tells the partner; then ${forget} forgets it.`;
}

/** That the same key comes again that was revoked here. */
export function revokedBeforeSentence({ partner }: Pick<ConnectionView, "partner">): string {
  const who = partner === null ? "the partner" : plainText(partner);
  return `The key of ${who} was revoked here before: this may be a thief. Compare the safety number by phone first.`;
}

/** That one side signs with another identity key, as long as the numbers were not compared since. */
export function keyChangedSentence({ partner, keyChanged }: Pick<ConnectionView, "partner" | "keyChanged">): string {
  const who = partner === null ? "the partner" : plainText(partner);
  if (keyChanged?.disputed)
    return keyChanged.whose === "ours"
      ? `Somebody else signed with a key of this project, and ${who} may take their files for yours: phone ${who} and compare the safety number.`
      : `Somebody else signed with a key of ${who}: compare the safety number by phone, and revoke the key if it is not the same.`;
  return keyChanged?.whose === "ours"
    ? `This project signs with another identity key now. Compare the new safety number with ${who} by phone.`
    : `${who} signs with another identity key now, which the former one vouches for. If they did not change it, a thief did: compare the new safety number by phone.`;
}

/** A line for each connection on which issues are exchanged from now on, and were not `before`. */
export function begunLines(before: readonly ConnectionView[], now: readonly ConnectionView[]): string[] {
  const exchanging = ({ status, contract }: ConnectionView): boolean => status === "running" && contract !== null;
  return now
    .filter((connection) => exchanging(connection) && !before.some((other) => other.name === connection.name && exchanging(other)))
    .map((connection) => `${connectionTitle(connection)}: contract ${connection.contract} is in force. ${statusSentence(connection)}`);
}

/** What a status means, in one sentence, and in another what was decided before its time. */
export function statusSentence(connection: ConnectionView): string {
  return [meaning(connection), earlySentence(connection)].filter((text) => text !== null).join(" ");
}

function meaning(connection: ConnectionView): string {
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
      return `You revoked the key of ${partner}: nothing of them is read, and nothing is sent. Your issues stay.`;
    case "closed":
      return closedSentence(connection);
    default:
      return "";
  }
}
