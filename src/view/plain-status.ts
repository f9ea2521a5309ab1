import type { ConnectionView } from "../model/snapshot.ts";

/** Half a sentence beside the protocol's word for a connection's status; null: the word is plain, or what stands beside it says the rest. */
export function plainStatus({
  status,
  contract,
  invitedUntil,
  closedBy,
}: Pick<ConnectionView, "status" | "contract" | "invitedUntil" | "closedBy">): string | null {
  switch (status) {
    case "handshake":
      return invitedUntil === null ? "they have not answered" : null;
    case "stopped":
      return contract === null ? "no contract yet" : "no issue is exchanged";
    case "running":
      return contract === null ? "no contract yet" : null;
    case "waiting for secondary":
      return "they have not answered the contract";
    case "update required":
      return "answer their contract";
    case "declined":
      return contract === null ? "nothing is agreed" : "the old contract stays";
    case "suspended":
      return "nothing is sent or read";
    case "revoked":
      return "their key is not trusted";
    case "closed":
      return closedBy === undefined ? null : closedBy === "revoked" ? "they do not trust your key" : "they ended it";
    default:
      return null;
  }
}
