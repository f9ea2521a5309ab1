import type { Failure } from "../model/failure.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import type { IssueConnectionView } from "../model/snapshot.ts";
import type { OpenProject } from "./open-project.ts";
import { issueView } from "./snapshot.ts";

/** What stands in an issue's way, from the store alone: what a row or a question says. */
export interface IssueTrouble {
  /** Of the first connection that has one, and there whose mapping or tracker it is. */
  readonly failure: Failure | null;
  readonly refusedBy: "us" | "partner";
  /** A retry may change something. */
  readonly mayRetry: boolean;
  /** Parts with a lost value that nobody looked at yet, each once. */
  readonly conflicts: readonly string[];
  readonly heldBecause: string | null;
  /** The partner from whom it came said that it is no longer shared. A connection that is over, and what was deleted here, say nothing of that. */
  readonly partnerStopped: boolean;
}

export function issueTrouble(
  project: OpenProject,
  row: LocalIssue,
): IssueTrouble & { readonly connections: readonly IssueConnectionView[] } {
  const { connections } = issueView(project, row);
  const syncs = project.store.syncsOf(row.id);
  const lost = syncs.flatMap(({ sync }) => sync.lost.filter(({ resolved }) => !resolved));
  const failed = connections.filter(({ failure }) => failure !== undefined);
  // What a person here can end comes first.
  const told = failed.find(({ retryIsIdle }) => !retryIsIdle) ?? failed[0];
  return {
    failure: told?.failure ?? null,
    refusedBy: told?.refusedBy ?? "us",
    mayRetry: told !== undefined && !told.retryIsIdle,
    conflicts: [...new Set(lost.map(({ field }) => field))],
    heldBecause: row.heldBecause ?? connections.find(({ heldBecause }) => heldBecause !== undefined)?.heldBecause ?? null,
    partnerStopped: syncs.some(({ sync }) => sync.connection === row.receivedOver && sync.frozen && !sync.base.shared),
    connections,
  };
}
