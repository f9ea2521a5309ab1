import type { ConnectionView } from "../model/snapshot.ts";
import { keyChangedSentence, revokedBeforeSentence } from "./connection-status.ts";
import { plainText } from "./plain-text.ts";

/**
 * What a person must do about a connection before it goes on, or goes on safely: one thing at a time, what is in the way first. `accept` and
 * `publish`: the answer to a contract, or the first one; the others are troubles.
 */
export type ConnectionNeed = "settings" | "folder" | "refused" | "suspended" | "key" | "accept" | "publish" | "declined";

/** A connection that is in trouble, by its partner. */
export interface StuckConnection {
  readonly title: string;
  /** What is the matter, in a sentence. */
  readonly why: string;
}

/** null: nothing here waits for a person. The command line's list and the editor's badge ask the same. */
export function connectionNeed(connection: ConnectionView): ConnectionNeed | null {
  const { status, role, contract, brokenSettings, exchange, handshakeRefused, revokedBefore, keyChanged } = connection;
  if (status === "closed" || status === "revoked") return null;
  if (brokenSettings !== null) return "settings";
  if (handshakeRefused !== null) return "refused";
  if (exchange === null) return "folder";
  if (status === "suspended") return "suspended";
  if (revokedBefore || keyChanged?.whose === "theirs" || keyChanged?.disputed) return "key";
  if (status === "update required") return "accept";
  if (role !== "primary") return null;
  if (contract === null && (status === "stopped" || status === "running")) return "publish";
  return status === "declined" ? "declined" : null;
}

/** null: it needs nobody, or only an answer to a contract. */
export function stuckConnection(connection: ConnectionView): StuckConnection | null {
  const need = connectionNeed(connection);
  if (need === null || need === "accept" || need === "publish") return null;
  return { title: connection.partner ?? connection.name, why: whyStuck(need, connection) };
}

function whyStuck(need: Exclude<ConnectionNeed, "accept" | "publish">, connection: ConnectionView): string {
  switch (need) {
    case "settings":
      return `its settings cannot be used: ${plainText(connection.brokenSettings ?? "")}`;
    case "folder":
      return "this machine does not know the exchange folder. Choose it at the connection.";
    case "refused":
      return "the partner did not let this side in. The connection says what to do.";
    case "suspended":
      return "suspended until you say which copy of the project goes on.";
    case "key":
      return connection.revokedBefore ? revokedBeforeSentence(connection) : keyChangedSentence(connection);
    case "declined":
      return `contract ${connection.declined?.number ?? ""} was declined. Edit and publish another.`;
  }
}
