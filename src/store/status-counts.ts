import { SYNC_STATUSES, type SyncStatus } from "../model/status.ts";

/** Every status with its number of rows, those without any included. */
export function statusCounts(
  rows: readonly { readonly status: SyncStatus; readonly number: number }[],
): Readonly<Record<SyncStatus, number>> {
  const counts = Object.fromEntries(SYNC_STATUSES.map((status) => [status, 0])) as Record<SyncStatus, number>;
  for (const row of rows) counts[row.status] = row.number;
  return counts;
}
