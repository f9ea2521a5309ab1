import type { Failure } from "../model/failure.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import type { IssueConnectionView } from "../model/snapshot.ts";
import type { OpenProject } from "./open-project.ts";
import { issueView } from "./snapshot.ts";

/** Why an issue needs a person, from the store alone: what a row or a question says. */
export interface IssueTrouble {
  /** Of the first connection that has one. */
  readonly failure: Failure | null;
  /** Parts with a lost value that nobody looked at yet, each once. */
  readonly conflicts: readonly string[];
  readonly heldBecause: string | null;
}

export function issueTrouble(
  project: OpenProject,
  row: LocalIssue,
): IssueTrouble & { readonly connections: readonly IssueConnectionView[] } {
  const { connections } = issueView(project, row);
  const lost = project.store.syncsOf(row.id).flatMap(({ sync }) => sync.lost.filter(({ resolved }) => !resolved));
  return {
    failure: connections.find(({ failure }) => failure !== undefined)?.failure ?? null,
    conflicts: [...new Set(lost.map(({ field }) => field))],
    heldBecause: row.heldBecause ?? connections.find(({ heldBecause }) => heldBecause !== undefined)?.heldBecause ?? null,
    connections,
  };
}
