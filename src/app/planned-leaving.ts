import { DEFAULT_TERMS, type Role } from "../model/contract.ts";
import type { IssueId } from "../model/document.ts";
import { DEFAULT_MAPPING } from "../model/mapping.ts";
import { termsToOffer } from "./announced-contract.ts";
import { readConnectionFile } from "./connection-file.ts";
import type { OpenProject } from "./open-project.ts";
import { parseScope } from "./scope-text.ts";
import { type WouldLeave, leavingUnder } from "./would-leave.ts";

/** A connection that somebody is about to make. `share`: what it would share, as `parseScope` reads it. */
export interface Plan {
  readonly name: string;
  readonly role: Role;
  readonly share: string;
  /** Nobody waits for the answer any more: the walk ends. */
  readonly signal?: AbortSignal;
}

/** What a settings file that is there already lets go beside the issues: in force with them, so it is said with them. */
export interface PlannedLeaving extends WouldLeave {
  readonly emails?: true;
  readonly forwards?: true;
}

/**
 * What the partner would get to see, said before the connection is there: under the terms that it would propose, or, at a secondary, under the default
 * ones. A settings file of that name that is there already counts. null: `share` cannot be read.
 */
export async function plannedLeaving(project: OpenProject, { name, role, share, signal }: Plan): Promise<PlannedLeaving | null> {
  const scope = parseScope(share, project.tracker.limits.fields);
  if (!scope.ok) return null;
  const there = readConnectionFile(project.workspace, name, project.tracker.limits.fields);
  const { mapping, choice } = there.ok ? there.value : { mapping: DEFAULT_MAPPING, choice: { forward: false } };
  const terms = role === "primary" ? termsToOffer(project, name) : DEFAULT_TERMS;
  const settings = { mapping, choice: { ...choice, scope: scope.value }, terms };
  const isNamed = (issue: IssueId): boolean => project.store.issue(issue)?.share.includes(name) === true;
  // To read all files of a large project would keep the person waiting, for nearly always none.
  const looksAt = scope.value.kind === "marked" ? isNamed : () => true;
  const leaving = await leavingUnder(project, { id: "", name, role, partner: null }, settings, terms, looksAt, signal);
  return { ...leaving, ...(mapping.emails && { emails: true }), ...(choice.forward && { forwards: true }) };
}
