/** Status of an issue on one connection, and of a row (the worst of its connections). Spelled as in docs/PROTOCOL.md 5. */
export type SyncStatus = "error" | "conflict" | "held" | "pending" | "up to date" | "local";

/** Worst first. */
export const SYNC_STATUSES: readonly SyncStatus[] = ["error", "conflict", "held", "pending", "up to date", "local"];

export function worstStatus(statuses: readonly SyncStatus[]): SyncStatus {
  return SYNC_STATUSES.find((status) => statuses.includes(status)) ?? "local";
}
