import type { Failure, FailureCode } from "./failure.ts";
import type { IssueSync } from "./issue-sync.ts";
import { isSet, valueKey } from "./value.ts";

/** Why something of an issue failed, without what is another one at each issue: issues with equal causes are mended together. */
export interface ErrorCause {
  readonly failure: Failure;
  readonly refusedBy?: "partner";
  /** A retry here changes nothing. */
  readonly retryIsIdle?: true;
}

/** What needs a person at an issue: a cause of errors, named as `retry --cause` names it, or a conflict in a part of it. */
export type IssueStop =
  | { readonly kind: "error"; readonly id: string; readonly connection: string; readonly cause: ErrorCause }
  | { readonly kind: "conflict"; readonly part: string };

/** The own mapping decides about it: it is mended there. */
export function isOwnMapping({ failure, refusedBy }: ErrorCause): boolean {
  return failure.code === "NO_MAPPING" && !refusedBy;
}

/** Where it stands in the state: as a whole, or by part. */
type Kept = "failure" | "refusedHere" | "refusedThere" | "unsendable" | "partnerRefuses";

export interface FoundCause {
  readonly cause: ErrorCause;
  readonly in: Kept;
  /** null: the issue as a whole. */
  readonly part: string | null;
}

/** All that failed of an issue on a connection, each with its cause. */
export function causesOf(sync: IssueSync): readonly FoundCause[] {
  const all: FoundCause[] = sync.failure ? [{ in: "failure", part: null, cause: { failure: shared(sync.failure) } }] : [];
  for (const [part, { value, failure }] of Object.entries(sync.refusedHere))
    all.push({ in: "refusedHere", part, cause: { failure: shared(failure, part, value) } });
  for (const [part, { value, failure }] of Object.entries(sync.refusedThere))
    all.push({ in: "refusedThere", part, cause: { failure: shared(failure, part, value), refusedBy: "partner" } });
  for (const [part, { value, failure }] of Object.entries(sync.unsendable))
    if (failure) all.push({ in: "unsendable", part, cause: { failure: shared(failure, part, value) } });
  for (const [part, { value, failure }] of Object.entries(sync.partnerRefuses))
    all.push({ in: "partnerRefuses", part, cause: { failure: shared(failure, part, value), refusedBy: "partner", retryIsIdle: true } });
  return all;
}

/** The same text for equal causes. */
export function causeKey({ failure: { code, field, value, detail }, refusedBy, retryIsIdle }: ErrorCause): string {
  return JSON.stringify([code, field ?? null, value === undefined ? null : valueKey(value), detail ?? null, refusedBy, retryIsIdle]);
}

/** Causes that are about one value, which many issues may have. */
const BY_VALUE: ReadonlySet<FailureCode> = new Set(["NO_MAPPING", "NOT_IN_CONTRACT", "VALUE_NOT_LISTED", "NO_TRANSITION"]);
/** More than a word is no value to group by. */
const LONGEST = 200;

/** What many parts of an issue have in common. */
function groupedPart(code: FailureCode, field: string | undefined): string | undefined {
  if (field?.startsWith("comment:")) return "comments";
  // A tracker without a place for files has none for any of them.
  if (code === "NO_FIELD" && field?.startsWith("attachment:")) return "attachments";
  return code === "NO_FIELD" && field?.startsWith("link:") ? "links" : field;
}

function shared(failure: Failure, field = failure.field, value = failure.value): Failure {
  const part = groupedPart(failure.code, field);
  const named = failure.value !== undefined && !isSet(failure.value) ? failure.value : value;
  const said = BY_VALUE.has(failure.code) && named !== undefined && valueKey(named).length <= LONGEST ? { value: named } : {};
  return {
    code: failure.code,
    ...(part !== undefined && { field: part }),
    ...said,
    ...(failure.detail !== undefined && { detail: failure.detail }),
  };
}
