import type { ConnectionView } from "../model/snapshot.ts";
import { calmAge, counted, relativeAge } from "./ages.ts";
import type { Tone } from "./cell.ts";
import { refusedJoinSentence } from "./connect-failures.ts";
import { type ConnectionNeed, connectionNeed } from "./connection-need.ts";
import { troubleSentence } from "./file-troubles.ts";
import { suspendedNotes } from "./suspended-words.ts";
import { connectionTitle, keyChangedSentence, revokedBeforeSentence, statusSentence } from "./connection-status.ts";
import { pingSentence } from "./ping-words.ts";
import { plainStatus } from "./plain-status.ts";
import { plainText, shortText } from "./plain-text.ts";
import { WHY_COMPARE } from "./safety-number-text.ts";
import { invitationLackSentence } from "./setup-words.ts";
import { toneOfConnection } from "./status-tones.ts";
import { type FolderFailure, folderSentence } from "./transport-failures.ts";

/** What happens when a row is chosen: a command of package.json, after `issueFerry.`. */
export type RowAction =
  | "createConnection"
  | "joinConnection"
  | "resendInvitation"
  | "compareSafetyNumber"
  | "publishConfiguration"
  | "reviewUpdate"
  | "startConnection"
  | "editConfiguration"
  | "changeExchangeFolder"
  | "goOnHere"
  | "removeConnection"
  | "doctor"
  | "showCauses";

/** A row of the view Connections. `id` is stable as long as it means the same thing. */
export interface ConnectionTreeRow {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** The name of a codicon. */
  readonly icon: string;
  readonly tone: Tone | null;
  readonly tooltip: string;
  /** Words that `when` clauses of menus ask for. */
  readonly context: string;
  readonly action: RowAction | null;
  readonly children: readonly ConnectionTreeRow[];
}

/** Beside a project of several that has none. */
export const NO_CONNECTION = "no connection yet";

/** Beside what goes on only when this side has done it. */
const YOUR_TURN = "your turn";
const GIVE_OUT = "Choose this to copy or save the handshake file again, and give it to them by mail, chat or stick.";

/** What shows on the connection's own icon, whatever its status is. */
const STUCK: ReadonlySet<ConnectionNeed | null> = new Set(["settings", "folder", "key"]);

/** What is seen of a path in a view of usual width. */
const PATH_LENGTH = 16;

/** A connection with what there is to say of it. `failure`: why its exchange folder cannot be used now. `now`: milliseconds since 1970. */
export function connectionTreeRow(connection: ConnectionView, failure: FolderFailure | null, now: number): ConnectionTreeRow {
  const { name, status } = connection;
  const children = [...troubleRows(connection, failure), nextStepRow(connection, now), ...factRows(connection, failure)];
  const title = connectionTitle(connection);
  const stuck = failure !== null || STUCK.has(connectionNeed(connection));
  const words = descriptionWords(connection, failure, now);
  return {
    id: name,
    label: title,
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
  const sentence = isOver(connection) ? null : pingSentence(connection, now);
  return sentence === null ? [] : [sentence];
}

function verifiedText(verified: ConnectionView["verified"]): string {
  return verified === "without checking" ? "number not compared" : verified;
}

function roleText({ role }: ConnectionView): string {
  return role === "primary" ? "this side publishes the contract" : "the partner publishes the contract";
}

function isOver({ status }: ConnectionView): boolean {
  return status === "closed" || status === "revoked";
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

function row(
  connection: ConnectionView,
  part: string,
  icon: string,
  label: string,
  more: Partial<Pick<ConnectionTreeRow, "description" | "tone" | "tooltip" | "action">> = {},
): ConnectionTreeRow {
  const description = more.description ?? "";
  return {
    id: `${connection.name}/${part}`,
    label,
    description,
    icon,
    tone: more.tone ?? null,
    tooltip: more.tooltip ?? [label, description].filter((text) => text !== "").join(": "),
    context: part.split("/")[0] ?? part,
    action: more.action ?? null,
    children: [],
  };
}

/** What waits, for whom, and what to do about it. In a narrow view, some 25 letters are seen of label and description together. */
function nextStepRow(connection: ConnectionView, now: number): ConnectionTreeRow | null {
  const { status, role, contract, proposed, declined, invitedUntil } = connection;
  const partner = connection.partner === null ? "the partner" : plainText(connection.partner);
  const step = (icon: string, label: string, action: RowAction | null, description: string, todo = ""): ConnectionTreeRow =>
    row(connection, "step", icon, label, {
      action,
      description,
      tone: "waits",
      tooltip: [statusSentence(connection), todo].filter((text) => text !== "").join(" "),
    });
  if (connection.handshakeRefused !== null)
    return row(connection, "step", "error", refusedJoinSentence(connection.handshakeRefused), { tone: "bad", action: "removeConnection" });
  switch (status) {
    case "handshake":
      if (invitedUntil === null) return step("watch", "Waiting for an answer", null, `from ${partner}`);
      return Date.parse(invitedUntil) < now
        ? step("error", "Nobody joined in time", "removeConnection", "remove it", invitationLackSentence(connection.name, "expired"))
        : step("mail", "Give the handshake file", "resendInvitation", `${connection.name} has not joined`, GIVE_OUT);
    case "stopped":
      if (contract !== null) return step("play", "Start", "startConnection", "issues wait until then");
      return role === "primary"
        ? step("cloud-upload", "Publish the contract", "publishConfiguration", YOUR_TURN)
        : step("watch", "Waiting for the contract", null, `from ${partner}`);
    case "waiting for secondary":
      return step("watch", "Waiting for the answer", null, `to contract ${proposed?.number ?? ""}`);
    case "update required":
      return step("diff", `Review contract ${proposed?.number ?? ""}`, "reviewUpdate", YOUR_TURN);
    case "declined":
      return row(connection, "step", "circle-slash", `Contract ${declined?.number ?? ""} was declined`, {
        description: declined?.refused
          ? `not understood by ${partner}'s program: ${shortText(declined.refused, 60)}`
          : declined?.reason
            ? `"${shortText(declined.reason, 60)}"`
            : "",
        tone: "waits",
        action: role === "primary" ? "editConfiguration" : null,
      });
    case "running":
      if (contract !== null) return null;
      return role === "primary"
        ? step("cloud-upload", "Publish the contract", "publishConfiguration", YOUR_TURN)
        : step("watch", "Waiting for the contract", null, `from ${partner}`);
    case "suspended":
      return row(connection, "step", "error", "Was put back, or copied", {
        description: "stands still",
        tooltip: suspendedNotes(connection, "editor").join("\n"),
        tone: "bad",
        // Without its partner there is nothing to go on with.
        action: connection.partner === null ? "removeConnection" : "goOnHere",
      });
    case "closed":
    case "revoked":
      return row(connection, "step", "trash", "Forget this connection", {
        description: "issues stay",
        action: "removeConnection",
        tone: "faint",
      });
    default:
      return null;
  }
}

function troubleRows(connection: ConnectionView, failure: FolderFailure | null): ConnectionTreeRow[] {
  if (isOver(connection)) return [];
  const rows: ConnectionTreeRow[] = [];
  if (connection.brokenSettings !== null)
    rows.push(
      row(connection, "settings", "warning", "The settings cannot be used", {
        description: plainText(connection.brokenSettings).replace(/^.*[\\/](?=[^\\/]+\.yaml)/, ""),
        tooltip: plainText(connection.brokenSettings),
        tone: "bad",
        action: "editConfiguration",
      }),
    );
  if (connection.exchange === null)
    rows.push(
      row(connection, "exchange", "warning", "Choose the exchange folder", {
        description: "unknown",
        tooltip: "This machine does not know the exchange folder. Choose it.",
        tone: "waits",
        action: "changeExchangeFolder",
      }),
    );
  else if (failure !== null)
    rows.push(
      row(connection, "exchange", "warning", "Exchange folder cannot be used", {
        description: plainText(connection.exchange),
        tooltip: folderSentence(failure, "editor"),
        tone: "waits",
        action: "changeExchangeFolder",
      }),
    );
  const troubles = Object.entries(connection.troubles);
  if (troubles.length > 0)
    rows.push(
      row(connection, "troubles", "warning", `${counted(troubles.length, "file")} not taken`, {
        description: "of the partner",
        tooltip: troubles.map(([file, code]) => troubleSentence(file, code)).join("\n"),
        tone: "waits",
        action: "doctor",
      }),
    );
  return rows;
}

function factRows(connection: ConnectionView, failure: FolderFailure | null): ConnectionTreeRow[] {
  const { contract, proposed, queue, exchange, partner, verified, issues } = connection;
  if (isOver(connection)) return [];
  const rows: ConnectionTreeRow[] = [];
  if (partner !== null) {
    const { error: errors } = issues;
    if (errors > 0)
      rows.push(
        row(connection, "errors", "error", `${counted(errors, "issue")} failed`, {
          description: "by cause",
          tooltip: "Choose it to see them by cause, with what mends each cause.",
          tone: "bad",
          action: "showCauses",
        }),
      );
    rows.push(
      row(connection, "contract", "law", contractText(contract, proposed?.number ?? null), {
        action: contract === null && proposed === null ? "editConfiguration" : "reviewUpdate",
        tooltip:
          contract === null
            ? "Both sides have agreed on nothing yet."
            : `Contract ${contract} says what is exchanged: choose it to read it.`,
      }),
      row(connection, "queue", "arrow-swap", queueText(queue), {
        description: sharedText(issues),
        tooltip: `Messages of this connection: ${queue.out} to send or on the way, ${queue.in} to take in. Issues: ${sharedText(issues)}.`,
      }),
    );
    if (connection.revokedBefore)
      rows.unshift(
        row(connection, "revoked-before", "shield", "This key was revoked here before", {
          description: "compare the safety number",
          tooltip: revokedBeforeSentence(connection),
          tone: "bad",
          action: "compareSafetyNumber",
        }),
      );
    if (connection.keyChanged)
      rows.unshift(
        row(
          connection,
          "key-changed",
          "shield",
          `${connection.keyChanged.whose === "ours" ? "Your" : "Their"} key ${connection.keyChanged.disputed ? "is stolen" : "was changed"}`,
          {
            description: "compare the safety number",
            tooltip: keyChangedSentence(connection),
            tone: connection.keyChanged.whose === "ours" && !connection.keyChanged.disputed ? "waits" : "bad",
            action: "compareSafetyNumber",
          },
        ),
      );
    rows.push(
      verified === "verified"
        ? row(connection, "number", "verified", "Safety number compared", { action: "compareSafetyNumber", tooltip: WHY_COMPARE })
        : row(connection, "number", "shield", "Safety number", {
            description: "not compared",
            tooltip: WHY_COMPARE,
            action: "compareSafetyNumber",
          }),
    );
  }
  if (exchange !== null && failure === null)
    rows.push(
      row(connection, "exchange", "folder", "Exchange folder", {
        description: endOf(plainText(exchange)),
        tooltip: `Exchange folder: ${plainText(exchange)}`,
      }),
    );
  return rows;
}

function contractText(agreed: number | null, published: number | null): string {
  if (agreed === null) return published === null ? "No contract yet" : `Contract ${published}, published`;
  return `Contract ${agreed}, agreed${published === null ? "" : `; ${published} published`}`;
}

/** Not sent yet, or sent and not yet said to have arrived. */
function outgoingText(messages: number): string {
  return `${messages} outgoing`;
}

/** What waits of the messages. */
function queueText(queue: ConnectionView["queue"]): string {
  const waits = [...(queue.out > 0 ? [outgoingText(queue.out)] : []), ...(queue.in > 0 ? [`${queue.in} to take in`] : [])];
  return waits.length === 0 ? "Nothing waits" : waits.join(", ");
}

/** Of a long path the folder itself says more than the way to it. */
function endOf(path: string): string {
  if (path.length <= PATH_LENGTH) return path;
  const name = path.replace(/^.*[\\/](?=[^\\/])/, "");
  return name.length > PATH_LENGTH ? `...${name.slice(3 - PATH_LENGTH)}` : name;
}

function sharedText(issues: ConnectionView["issues"]): string {
  const shared = Object.entries(issues).filter(([status, count]) => status !== "local" && count > 0);
  const all = shared.reduce((sum, [, count]) => sum + count, 0);
  if (all === 0) return "no issue shared";
  const waits = shared.filter(([status]) => status !== "up to date").map(([status, count]) => `${count} ${status}`);
  return waits.length === 0 ? counted(all, "issue") : `${waits.join(", ")} of ${counted(all, "issue")}`;
}
