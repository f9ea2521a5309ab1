import type { ConnectionView } from "../model/snapshot.ts";
import { counted } from "./ages.ts";
import { keyChangedSentence, revokedBeforeSentence } from "./connection-status.ts";
import { type ConnectionTreeRow, connectionPart, isOver, outgoingText } from "./connection-tree-row.ts";
import { plainText } from "./plain-text.ts";
import { WHY_COMPARE } from "./safety-number-text.ts";
import type { FolderFailure } from "./transport-failures.ts";

/** What is seen of a path in a view of usual width. */
const PATH_LENGTH = 16;

/** How a connection stands: what failed, contract, messages, keys, folder. */
export function factRows(connection: ConnectionView, failure: FolderFailure | null): ConnectionTreeRow[] {
  const { contract, proposed, queue, exchange, partner, verified, issues } = connection;
  if (isOver(connection)) return [];
  const rows: ConnectionTreeRow[] = [];
  if (partner !== null) {
    const { error: errors } = issues;
    if (errors > 0)
      rows.push(
        connectionPart(connection, "errors", "error", `${counted(errors, "issue")} failed`, {
          description: "by cause",
          tooltip: "Choose it to see them by cause, with what mends each cause.",
          tone: "bad",
          action: "showCauses",
        }),
      );
    rows.push(
      connectionPart(connection, "contract", "law", contractText(contract, proposed?.number ?? null), {
        action: contract === null && proposed === null ? "editConfiguration" : "reviewUpdate",
        tooltip:
          contract === null
            ? "Both sides have agreed on nothing yet."
            : `Contract ${contract} says what is exchanged: choose it to read it.`,
      }),
      connectionPart(connection, "queue", "arrow-swap", queueText(queue) ?? capital(sharedText(issues)), {
        // That issues wait and messages do not stands under one name: what waits for a person is no message.
        description: queueText(queue) === null ? "no message waits" : sharedText(issues),
        tooltip: `Messages of this connection: ${queue.out} to send or on the way, ${queue.in} to take in. Issues: ${sharedText(issues)}.`,
      }),
    );
    if (connection.revokedBefore)
      rows.unshift(
        connectionPart(connection, "revoked-before", "shield", "This key was revoked here before", {
          description: "compare the safety number",
          tooltip: revokedBeforeSentence(connection),
          tone: "bad",
          action: "compareSafetyNumber",
        }),
      );
    if (connection.keyChanged)
      rows.unshift(
        connectionPart(
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
        ? connectionPart(connection, "number", "verified", "Safety number compared", {
            action: "compareSafetyNumber",
            tooltip: WHY_COMPARE,
          })
        : connectionPart(connection, "number", "shield", "Safety number", {
            description: "not compared",
            tooltip: WHY_COMPARE,
            action: "compareSafetyNumber",
          }),
    );
  }
  if (exchange !== null && failure === null)
    rows.push(
      connectionPart(connection, "exchange", "folder", "Exchange folder", {
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

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** What waits of the messages; null: nothing does. */
function queueText(queue: ConnectionView["queue"]): string | null {
  const { out, tooNew = 0 } = queue;
  const waits = [
    ...(out > 0 ? [outgoingText(out)] : []),
    ...(queue.in > tooNew ? [`${queue.in - tooNew} to take in`] : []),
    ...(tooNew > 0 ? [`${tooNew} for a newer version: update Issue Ferry`] : []),
  ];
  return waits.length === 0 ? null : waits.join(", ");
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
