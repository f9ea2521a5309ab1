import { createHash } from "node:crypto";
import { toBase32 } from "../model/base32.ts";
import type { Connection } from "../model/connection.ts";
import type { IssueId } from "../model/document.ts";
import type { Command } from "../model/command.ts";
import { type ErrorCause, type IssueStop, causeKey, causesOf } from "../model/error-cause.ts";
import type { ErrorGroup } from "../model/snapshot.ts";
import type { OpenProject } from "./open-project.ts";

interface Found {
  readonly about: Pick<ErrorGroup, "id" | "connection" | "failure" | "refusedBy" | "retryIsIdle">;
  readonly of: Connection;
  /** It is about what goes to the partner. */
  readonly sends: boolean;
  readonly issues: IssueId[];
}

const SHOWN_KEYS = 10;

/** All that failed, by cause, the most frequent one first. An issue stands in each group that it has a failure of. `mendAt`: as `mendPlace` says. */
export function errorGroups(
  project: OpenProject,
  mendAt: (project: OpenProject, connection: string, cause: ErrorCause) => ErrorGroup["mend"],
): readonly ErrorGroup[] {
  return project.store.reading(() =>
    [...foundIn(project).values()]
      .sort((a, b) => b.issues.length - a.issues.length)
      .map(({ about, of, issues }) => ({
        ...about,
        issues: issues.length,
        keys: issues.slice(0, SHOWN_KEYS).map((id) => project.store.issue(id)?.key ?? id),
        mend: mendAt(project, of.name, about),
      })),
  );
}

/** The issues of a group; empty: there is no such group (any more). */
export function issuesOfGroup(project: OpenProject, id: string): readonly IssueId[] {
  return project.store.reading(() => foundIn(project).get(id)?.issues ?? []);
}

/** What a group is about, and whether that is what goes to the partner. */
export interface AboutGroup {
  readonly connection: string;
  readonly cause: ErrorCause;
  readonly sends: boolean;
}

/** null: there is no such group (any more). */
export function causeOfGroup(project: OpenProject, id: string): AboutGroup | null {
  const found = project.store.reading(() => foundIn(project).get(id));
  return found ? { connection: found.of.name, cause: found.about, sends: found.sends } : null;
}

/** What tries all of a group again, and nothing else; null: there is no such group (any more). */
export function retryOfGroup(project: OpenProject, id: string): Omit<Extract<Command, { readonly kind: "retry" }>, "author"> | null {
  const found = project.store.reading(() => foundIn(project).get(id));
  const [first] = found?.issues ?? [];
  if (!found || first === undefined) return null;
  const { failure, refusedBy, retryIsIdle } = found.about;
  const cause = { failure, ...(refusedBy && { refusedBy }), ...(retryIsIdle && { retryIsIdle }) };
  // Whoever knows no causes, being older, tries this one issue again.
  return { kind: "retry", issue: first, all: { connection: found.of.id, cause } };
}

/** What needs a person, by issue. */
export function issueStops({ store }: OpenProject): ReadonlyMap<IssueId, readonly IssueStop[]> {
  const stops = new Map<IssueId, IssueStop[]>();
  const add = (issue: IssueId, stop: IssueStop): void => {
    const known = stops.get(issue) ?? [];
    if (!known.some((other) => idOf(other) === idOf(stop))) stops.set(issue, [...known, stop]);
  };
  store.reading(() => {
    for (const connection of store.connections())
      for (const status of ["error", "conflict"] as const)
        for (const sync of store.syncsWithStatus(connection.id, status, Number.MAX_SAFE_INTEGER)) {
          for (const { cause } of causesOf(sync))
            add(sync.issue, { kind: "error", id: groupName(connection, cause), connection: connection.id, cause });
          for (const { field, resolved } of sync.lost) if (!resolved) add(sync.issue, { kind: "conflict", part: field });
        }
  });
  return stops;
}

function idOf(stop: IssueStop): string {
  return stop.kind === "error" ? `error/${stop.id}` : `conflict/${stop.part}`;
}

function foundIn({ store }: OpenProject): Map<string, Found> {
  const groups = new Map<string, Found>();
  for (const connection of store.connections())
    for (const sync of store.syncsWithStatus(connection.id, "error", Number.MAX_SAFE_INTEGER))
      for (const { cause, in: kept } of causesOf(sync)) {
        const about = { connection: connection.name, ...cause };
        const id = groupName(connection, cause);
        const group = groups.get(id) ?? { about: { id, ...about }, of: connection, sends: kept === "unsendable", issues: [] };
        if (group.issues.at(-1) !== sync.issue) group.issues.push(sync.issue);
        groups.set(id, group);
      }
  return groups;
}

function groupName({ name }: Connection, cause: ErrorCause): string {
  return toBase32(
    createHash("sha256")
      .update(JSON.stringify([name, causeKey(cause)]))
      .digest()
      .subarray(0, 5),
  ).toLowerCase();
}
