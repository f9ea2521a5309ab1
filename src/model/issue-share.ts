import type { SyncStatus } from "./status.ts";

/** How an issue stands on one connection, as far as lists show it. */
export interface IssueShare {
  /** Id of the connection. */
  readonly connection: string;
  readonly status: SyncStatus;
  readonly partnerKey: string | null;
}
