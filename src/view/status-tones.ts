import type { SyncStatus } from "../model/status.ts";
import type { Tone } from "./cell.ts";

export function toneOfSync(status: SyncStatus): Tone {
  switch (status) {
    case "error":
    case "conflict":
      return "bad";
    case "held":
    case "pending":
      return "waits";
    case "up to date":
      return "good";
    case "local":
      return "faint";
  }
}

/** The word of docs/PROTOCOL.md 4. */
export function toneOfConnection(status: string): Tone {
  switch (status) {
    case "running":
      return "good";
    case "closed":
    case "revoked":
    case "stopped":
      return "faint";
    case "suspended":
      return "bad";
    default:
      return "waits";
  }
}
