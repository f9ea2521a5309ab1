import type { IssueId } from "../../model/document.ts";
import type { IssueRange } from "../../model/operation.ts";
import type { AgreedFingerprint } from "../../ports/store.ts";
import { agreedPrint } from "../agreed-fingerprint.ts";
import type { Context } from "../context.ts";

/** Issues looked at in one transaction: some 50 ms on a busy machine, since others wait for it. */
const STEP = 500;

/** An issue of which something is agreed; the fingerprint stands for its id, its revision and its document. */
export interface AgreedItem {
  readonly issue: IssueId;
  readonly fingerprint: string;
}

/**
 * Works out the fingerprints that are not kept with the states: of what is on its way now, and of what an older version wrote. A bounded number in one
 * transaction, so that other work goes on between. Whether all are known now: then `agreedItems` reads an index.
 */
export function freshen(context: Context, connection: string): boolean {
  const { store } = context;
  const issues = store.unprinted(connection, STEP);
  if (issues.length > 0)
    store.transaction(() => {
      for (const issue of issues) printed(context, connection, { issue, fingerprint: null });
    });
  return issues.length < STEP;
}

/** All of the range, in order. Inside a transaction. */
export function agreedItems(context: Context, connection: string, range: IssueRange): readonly AgreedItem[] {
  return context.store
    .fingerprints(connection, range, Number.MAX_SAFE_INTEGER)
    .map((row) => ({ issue: row.issue, fingerprint: printed(context, connection, row) }))
    .filter(({ fingerprint }) => fingerprint !== "");
}

/** The first of the range, of so many issues looked at. `next`: from where on the others are; null: there are none. Inside a transaction. */
export function someItems(
  context: Context,
  connection: string,
  range: IssueRange,
  limit: number,
): { readonly items: readonly AgreedItem[]; readonly looked: number; readonly next: IssueId | null } {
  const rows = limit > 0 ? context.store.fingerprints(connection, range, limit + 1) : [];
  const items = rows
    .slice(0, limit)
    .map((row) => ({ issue: row.issue, fingerprint: printed(context, connection, row) }))
    .filter(({ fingerprint }) => fingerprint !== "");
  return { items, looked: Math.min(rows.length, limit), next: limit > 0 ? (rows[limit]?.issue ?? null) : (range.from ?? "") };
}

function printed(context: Context, connection: string, { issue, fingerprint }: AgreedFingerprint): string {
  if (fingerprint !== null) return fingerprint;
  const sync = context.store.sync(connection, issue);
  const made = sync ? agreedPrint(context.crypto, sync) : { fingerprint: "", isDeleted: false };
  context.store.setFingerprint(connection, issue, made.fingerprint, made.isDeleted);
  return made.fingerprint;
}
