import type { ConnectionView } from "../model/snapshot.ts";
import { refusedJoinSentence } from "./connect-failures.ts";
import { statusSentence } from "./connection-status.ts";
import { type ConnectionTreeRow, type RowAction, connectionPart } from "./connection-tree-row.ts";
import { plainText, shortText } from "./plain-text.ts";
import { invitationLackSentence } from "./setup-words.ts";
import { suspendedNotes } from "./suspended-words.ts";

/** Beside what goes on only when this side has done it. */
const YOUR_TURN = "your turn";
const GIVE_OUT = "Choose this to copy or save the handshake file again, and give it to them by mail, chat or stick.";

/** What waits, for whom, and what to do about it. In a narrow view, some 25 letters are seen of label and description together. */
export function nextStepRow(connection: ConnectionView, now: number): ConnectionTreeRow | null {
  const { status, role, contract, proposed, declined, invitedUntil } = connection;
  const partner = connection.partner === null ? "the partner" : plainText(connection.partner);
  const step = (icon: string, label: string, action: RowAction | null, description: string, todo = ""): ConnectionTreeRow =>
    connectionPart(connection, "step", icon, label, {
      action,
      description,
      tone: "waits",
      tooltip: [statusSentence(connection), todo].filter((text) => text !== "").join(" "),
    });
  if (connection.handshakeRefused !== null)
    return connectionPart(connection, "step", "error", refusedJoinSentence(connection.handshakeRefused), {
      tone: "bad",
      action: "removeConnection",
    });
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
      return connectionPart(connection, "step", "circle-slash", `Contract ${declined?.number ?? ""} was declined`, {
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
      return connectionPart(connection, "step", "error", "Was put back, or copied", {
        description: "stands still",
        tooltip: suspendedNotes(connection, "editor").join("\n"),
        tone: "bad",
        // Without its partner, or on a join that nobody took, there is nothing to go on with.
        action: connection.partner === null || connection.suspendedBy === "joined before" ? "removeConnection" : "goOnHere",
      });
    case "closed":
    case "revoked":
      return connectionPart(connection, "step", "trash", "Forget this connection", {
        description: "issues stay",
        action: "removeConnection",
        tone: "faint",
      });
    default:
      return null;
  }
}
