import { createHash } from "node:crypto";
import { relative } from "node:path";
import { toBase32 } from "../model/base32.ts";
import type { Connection } from "../model/connection.ts";
import type { IssueId } from "../model/document.ts";
import type { Failure, FailureCode } from "../model/failure.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import type { ErrorGroup } from "../model/snapshot.ts";
import { isSet, valueKey } from "../model/value.ts";
import { connectionFile } from "./connection-name.ts";
import type { OpenProject } from "./open-project.ts";
import { readSettings } from "./settings-file.ts";
import { linesIn } from "./yaml-file.ts";

interface Found {
  readonly about: Pick<ErrorGroup, "id" | "connection" | "failure" | "refusedBy" | "retryIsIdle">;
  readonly of: Connection;
  readonly issues: IssueId[];
}

const SHOWN_KEYS = 10;

/** All that failed, by cause, the most frequent one first. An issue stands in each group that it has a failure of. */
export function errorGroups(project: OpenProject): readonly ErrorGroup[] {
  return project.store.reading(() =>
    [...foundIn(project).values()]
      .sort((a, b) => b.issues.length - a.issues.length)
      .map(({ about, of, issues }) => ({
        ...about,
        issues: issues.length,
        keys: issues.slice(0, SHOWN_KEYS).map((id) => project.store.issue(id)?.key ?? id),
        mend: mendAt(project, of, about),
      })),
  );
}

/** The issues of a group; empty: there is no such group (any more). */
export function issuesOfGroup(project: OpenProject, id: string): readonly IssueId[] {
  return project.store.reading(() => foundIn(project).get(id)?.issues ?? []);
}

function foundIn({ store }: OpenProject): Map<string, Found> {
  const groups = new Map<string, Found>();
  for (const connection of store.connections())
    for (const sync of store.syncsWithStatus(connection.id, "error", Number.MAX_SAFE_INTEGER))
      for (const cause of causesOf(sync)) {
        const about = { connection: connection.name, ...cause };
        const id = nameOf(JSON.stringify(about));
        const group = groups.get(id) ?? { about: { id, ...about }, of: connection, issues: [] };
        if (group.issues.at(-1) !== sync.issue) group.issues.push(sync.issue);
        groups.set(id, group);
      }
  return groups;
}

function nameOf(text: string): string {
  return toBase32(createHash("sha256").update(text).digest().subarray(0, 5)).toLowerCase();
}

type Cause = Pick<ErrorGroup, "failure" | "refusedBy" | "retryIsIdle">;

function causesOf(sync: IssueSync): Cause[] {
  const all: Cause[] = sync.failure ? [{ failure: shared(sync.failure) }] : [];
  for (const [field, { value, failure }] of Object.entries(sync.refusedHere)) all.push({ failure: shared(failure, field, value) });
  for (const [field, { value, failure }] of Object.entries(sync.refusedThere))
    all.push({ failure: shared(failure, field, value), refusedBy: "partner" });
  for (const [field, { value, failure }] of Object.entries(sync.unsendable))
    if (failure) all.push({ failure: shared(failure, field, value) });
  for (const [field, { value, failure }] of Object.entries(sync.partnerRefuses))
    all.push({ failure: shared(failure, field, value), refusedBy: "partner", retryIsIdle: true });
  return all;
}

/** Causes that are about one value, which many issues may have. */
const BY_VALUE: ReadonlySet<FailureCode> = new Set(["NO_MAPPING", "NOT_IN_CONTRACT", "VALUE_NOT_LISTED", "NO_TRANSITION"]);
/** More than a word is no value to group by. */
const LONGEST = 200;

/** What issues with the same cause have in common. */
function shared(failure: Failure, field = failure.field, value = failure.value): Failure {
  const part = field?.startsWith("comment:") ? "comments" : field;
  const named = failure.value !== undefined && !isSet(failure.value) ? failure.value : value;
  const said = BY_VALUE.has(failure.code) && named !== undefined && valueKey(named).length <= LONGEST ? { value: named } : {};
  return {
    code: failure.code,
    ...(part !== undefined && { field: part }),
    ...said,
    ...(failure.detail !== undefined && { detail: failure.detail }),
  };
}

/** What the own mapping refuses is mended in its table, or where that would stand. */
function mendAt(
  { workspace }: OpenProject,
  { name }: Connection,
  { failure, refusedBy }: Pick<ErrorGroup, "failure" | "refusedBy">,
): ErrorGroup["mend"] {
  if (failure.code !== "NO_MAPPING" || refusedBy) return null;
  const file = connectionFile(workspace, name);
  const text = readSettings(file);
  if (!text.ok) return null;
  const isPerson = typeof failure.value === "object" && failure.value !== null && !isSet(failure.value);
  const line = linesIn(text.value)(isPerson ? ["people"] : ["values", failure.field ?? ""]);
  return { file: relative(workspace, file).replaceAll("\\", "/"), line };
}
