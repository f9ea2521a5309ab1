import type { ConnectionView } from "../model/snapshot.ts";
import { counted, relativeAge } from "./ages.ts";
import { type Row, cell } from "./cell.ts";
import { refusedJoinSentence } from "./connect-failures.ts";
import { closedSentence, forgetting, keyChangedSentence, revokedBeforeSentence, statusSentence } from "./connection-status.ts";
import { earlySentence } from "./early-words.ts";
import { calledNote } from "./exchange-called.ts";
import { strayFilesSentence } from "./file-troubles.ts";
import { plainText } from "./plain-text.ts";
import { toneOfConnection } from "./status-tones.ts";
import { recoveredNotes, suspendedNotes } from "./suspended-words.ts";
import { type Surface, way, wayFirst } from "./ways.ts";

export const CONNECTION_HEAD: Row = ["NAME", "ROLE", "STATUS", "PARTNER", "CONTRACT", "QUEUE", "LAST SEEN"].map((text) =>
  cell(text, "faint"),
);

/** A connection as one line of a table. `now`: milliseconds since 1970. */
export function connectionRow(connection: ConnectionView, now: number): Row {
  const { name, role, status, partner, contract, queue, lastSeen } = connection;
  return [
    cell(name),
    cell(role),
    cell(status, toneOfConnection(status)),
    partner === null ? cell("not joined", "faint") : cell(`${plainText(partner)} (${connection.verified})`),
    contract === null ? cell("none", "faint") : cell(String(contract)),
    cell(`${queue.out} out, ${queue.in} in`, queue.out + queue.in > 0 ? "waits" : "faint"),
    cell(lastSeen === null ? "never" : relativeAge(lastSeen, now)),
  ];
}

/** What waits on the connection, and for whom: a sentence each. */
export function connectionNotes(connection: ConnectionView, now: number, surface: Surface = "command line"): string[] {
  const { name } = connection;
  const notes: string[] = [];
  if (connection.brokenSettings !== null)
    notes.push(`${name} stands still, since its settings cannot be used: ${plainText(connection.brokenSettings)}`);
  if (connection.exchange === null)
    notes.push(`${name}: this machine does not know the exchange folder. ${wayFirst(surface, "exchange", name, "DIR")} says where it is.`);
  if (connection.handshakeRefused !== null) notes.push(`${name}: ${refusedJoinSentence(connection.handshakeRefused)}`);
  else notes.push(...statusNotes(connection, now, surface));
  const called = calledNote(connection, surface);
  if (called !== null) notes.push(`${name}: ${called}`);
  if (connection.status !== "suspended") notes.push(...recoveredNotes(connection, now));
  if (connection.revokedBefore && connection.status !== "closed" && connection.status !== "revoked")
    notes.push(`${name}: ${revokedBeforeSentence(connection)} ${wayFirst(surface, "verify", name)} says that you did.`);
  if (connection.keyChanged && connection.status !== "closed" && connection.status !== "revoked")
    notes.push(`${name}: ${keyChangedSentence(connection)} ${wayFirst(surface, "verify", name)} says that you did.`);
  const tooNew = connection.queue.tooNew ?? 0;
  if (tooNew > 0) notes.push(`${name}: ${tooNewSentence(tooNew, connection.partner)}`);
  const early = earlySentence(connection);
  const ended = connection.invitedUntil !== null && Date.parse(connection.invitedUntil) < now;
  if (early !== null && !ended) notes.push(`${name}: ${early}`);
  const { awaitedTroubles: awaited = [], troubles } = connection;
  if (awaited.length > 0)
    notes.push(`${name}: ${counted(awaited.length, "file")} of the partner could not be taken; ${way(surface, "doctor")} says why.`);
  const others = Object.keys(troubles).length - awaited.length;
  if (others > 0) notes.push(`${name}: ${strayFilesSentence(others, surface)}`);
  return notes;
}

/** Nothing is lost, and only an update helps. */
function tooNewSentence(count: number, partner: string | null): string {
  const needs = `${counted(count, "message")} of ${partner === null ? "the partner" : plainText(partner)} ${count === 1 ? "needs" : "need"}`;
  return `${needs} a newer version of Issue Ferry. Update it here: until then ${count === 1 ? "it is" : "they are"} kept, and all the rest goes on.`;
}

function statusNotes(connection: ConnectionView, now: number, surface: Surface): string[] {
  const { name, role, status, partner, invitedUntil, contract, proposed, declined } = connection;
  switch (status) {
    case "handshake":
      if (invitedUntil !== null && Date.parse(invitedUntil) < now)
        return [
          `${name}: nobody joined, and the invitation ended ${relativeAge(invitedUntil, now)}. Run ${way(surface, "remove", name)} twice, then invite again with ${way(surface, "connect", name, "--exchange DIR")}.`,
        ];
      if (invitedUntil !== null) return [`${name} waits for the partner to join; the invitation ends ${relativeAge(invitedUntil, now)}.`];
      return [
        `The connection ${name} waits for the answer of ${partner === null ? "the partner" : `the project ${plainText(partner)}`}; run ${way(surface, "sync")} from time to time.`,
      ];
    case "stopped":
      if (contract !== null) return [`${name} is stopped; ${way(surface, "start", name)} sets it going.`];
      return [
        role === "primary"
          ? `${name} is connected. Compare the safety number, then say what is exchanged: ${way(surface, "publish", name)}.`
          : `${name} is connected. The partner says what is exchanged; then you are asked.`,
      ];
    case "waiting for secondary":
      return [`${name} waits for the partner to accept contract ${proposed?.number ?? ""}.`];
    case "update required":
      return [
        `${name}: the partner proposes contract ${proposed?.number ?? ""}${proposed?.note ? ` ("${plainText(proposed.note)}")` : ""}. ` +
          `Review it with ${way(surface, "review", name)}, then accept or decline.`,
      ];
    case "declined":
      if (declined?.refused !== undefined)
        return [
          `${name}: the partner's program does not understand contract ${declined.number} (${plainText(declined.refused)}); ${contract === null ? "nothing is exchanged until one is accepted" : "what was agreed before stays in force"}. Publish one without that, or have the partner update.`,
        ];
      return [
        `${name}: contract ${declined?.number ?? ""} was declined${declined?.reason ? ` ("${plainText(declined.reason)}")` : ""}; ${contract === null ? "nothing is exchanged until one is accepted" : "what was agreed before stays in force"}.`,
      ];
    case "running":
      return contract === null ? [`${name} is running, but no contract is agreed yet.`] : [];
    case "suspended":
      return suspendedNotes(connection, surface);
    case "revoked":
      return [
        `${name} is revoked: ${statusSentence(connection)} ${wayFirst(surface, "remove", name)} forgets it. A new connection needs a new handshake file.`,
      ];
    case "closed":
      return [`${name} is closed: ${closedSentence(connection)} ${forgetting(connection, surface)}`];
    default:
      return [];
  }
}
