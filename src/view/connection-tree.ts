import type { ConnectionView } from "../model/snapshot.ts";
import { calmAge, relativeAge } from "./ages.ts";
import { factRows } from "./connection-facts.ts";
import { type ConnectionNeed, connectionNeed } from "./connection-need.ts";
import { connectionTitle, statusSentence } from "./connection-status.ts";
import { nextStepRow } from "./connection-step.ts";
import { type ConnectionTreeRow, isOver, outgoingText } from "./connection-tree-row.ts";
import { troubleRows } from "./connection-troubles.ts";
import { comparedSentence, pingSentence } from "./ping-words.ts";
import { plainStatus } from "./plain-status.ts";
import { shortText } from "./plain-text.ts";
import { toneOfConnection } from "./status-tones.ts";
import type { FolderFailure } from "./transport-failures.ts";

/** In a view of usual width a longer one would leave no room for how the connection stands; the tooltip has all of it. */
const TITLE_LENGTH = 32;

/** Beside a project of several that has none. */
export const NO_CONNECTION = "no connection yet";

/** What shows on the connection's own icon, whatever its status is. */
const STUCK: ReadonlySet<ConnectionNeed | null> = new Set(["settings", "folder", "key"]);

/** A connection with what there is to say of it. `failure`: why its exchange folder cannot be used now. `now`: milliseconds since 1970. */
export function connectionTreeRow(connection: ConnectionView, failure: FolderFailure | null, now: number): ConnectionTreeRow {
  const { name, status } = connection;
  const children = [...troubleRows(connection, failure), nextStepRow(connection, now), ...factRows(connection, failure)];
  const title = connectionTitle(connection);
  const stuck = failure !== null || STUCK.has(connectionNeed(connection));
  const words = descriptionWords(connection, failure, now);
  return {
    id: name,
    label: shortText(title, TITLE_LENGTH),
    description: words.join(", "),
    icon: stuck && !isOver(connection) ? "warning" : iconOf(connection),
    tone: stuck && !isOver(connection) ? "waits" : toneOfConnection(connection.handshakeRefused === null ? status : "suspended"),
    tooltip: [
      `${title} (${name}, ${roleText(connection)})`,
      words.join(", "),
      ...pingLine(connection, now),
      statusSentence(connection),
    ].join("\n"),
    context: contextOf(connection),
    action: null,
    children: children.filter((row) => row !== null),
  };
}

function descriptionWords(connection: ConnectionView, failure: FolderFailure | null, now: number): string[] {
  const { status, partner, verified, lastSeen, proposed, invitedUntil, queue } = connection;
  if (connection.handshakeRefused !== null) return ["refused"];
  // In a narrow view the end of a row is cut off: what is in the way comes first.
  const words: string[] = [];
  if (!isOver(connection)) {
    if (connection.brokenSettings !== null) words.push("settings broken");
    if (connection.exchange === null) words.push("no exchange folder");
    else if (failure !== null) words.push(`folder ${failure.kind}`);
    if (connectionNeed(connection) === "key") words.push(connection.keyChanged?.disputed ? "key stolen" : "compare the number");
  }
  const said = status === "update required" && proposed?.note ? `"${shortText(proposed.note, 40)}"` : plainStatus(connection);
  words.push(said === null ? status : `${status}: ${said}`);
  if (invitedUntil !== null && !isOver(connection))
    words.push(Date.parse(invitedUntil) < now ? "handshake file expired" : `not joined yet, ends ${relativeAge(invitedUntil, now)}`);
  if (partner !== null && !isOver(connection))
    words.push(
      verifiedText(verified),
      ...(queue.out > 0 ? [outgoingText(queue.out)] : []),
      lastSeen === null ? "not seen yet" : calmAge(lastSeen, now),
    );
  return words;
}

function pingLine(connection: ConnectionView, now: number): readonly string[] {
  return isOver(connection) ? [] : [pingSentence(connection, now), comparedSentence(connection, now)].flatMap((said) => said ?? []);
}

function verifiedText(verified: ConnectionView["verified"]): string {
  return verified === "without checking" ? "number not compared" : verified;
}

function roleText({ role }: ConnectionView): string {
  return role === "primary" ? "this side publishes the contract" : "the partner publishes the contract";
}

function iconOf({ status, handshakeRefused, invitedUntil }: ConnectionView): string {
  if (handshakeRefused !== null) return "error";
  switch (status) {
    case "handshake":
      return invitedUntil === null ? "sync" : "mail";
    case "running":
      return "pass";
    case "stopped":
      return "debug-pause";
    case "waiting for secondary":
      return "watch";
    case "update required":
      return "bell-dot";
    case "declined":
      return "circle-slash";
    case "closed":
      return "archive";
    case "revoked":
      return "circle-slash";
    default:
      return "error";
  }
}

/**
 * `connection`, role, status with dashes; `runs` or `stopped` where both sides know each other; `joined` once the partner is known, else `invited`
 * at the side that invited; `unverified` until the numbers were compared; `early` as long as something begins by itself.
 */
function contextOf(connection: ConnectionView): string {
  const { role, status, partner, verified, running, invitedUntil, early } = connection;
  const linked = !isOver(connection) && status !== "handshake" && status !== "suspended";
  const words = ["connection", role, status.replaceAll(" ", "-")];
  if (linked) words.push(running ? "runs" : "stopped");
  if (linked && partner !== null) words.push("joined");
  if (invitedUntil !== null && !isOver(connection)) words.push("invited");
  if (linked && verified !== "verified") words.push("unverified");
  if (isOver(connection)) words.push("over");
  if (early === "publishes" || early === "accepts") words.push("early");
  return [...new Set(words)].join(" ");
}
