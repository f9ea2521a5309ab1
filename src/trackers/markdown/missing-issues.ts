import type { IssueId } from "../../model/document.ts";
import type { Observation } from "../../ports/tracker.ts";
import type { MemoryDraft, MissingRow } from "./memory-rows.ts";

/** So many issues missing at once are more likely a checkout, a sync client or a slip than that many deletions. */
const MANY = 3;

export interface MissingInput {
  readonly missing: readonly (readonly [IssueId, MissingRow])[];
  /** Those that this scan missed first. */
  readonly fresh: ReadonlySet<IssueId>;
  /** Issues whose files are there. */
  readonly present: number;
  readonly now: number;
  readonly graceMs: number;
  /** Names that git could bring back; null: not known now. */
  readonly inCommit: ReadonlySet<string> | null;
}

export type MissingVerdict =
  /** Not missing long enough, or git did not answer. */
  | { readonly kind: "wait" }
  /** Decided before, or to be written again: nothing to report. */
  | { readonly kind: "known" }
  | { readonly kind: "report"; readonly observation: Observation };

/**
 * What the absence of files means (docs/USER-GUIDE.md, deleting). A person's answer counts; otherwise a single file that stays away is
 * deleted, and several at once, all of them, or what git could restore is asked about. The clock decides only how long to wait.
 */
export function judgeMissing(input: MissingInput): ReadonlyMap<IssueId, MissingVerdict> {
  const open = input.missing.filter(([, row]) => row.answer === undefined);
  const many = open.length >= MANY || (open.length > 1 && input.present === 0);
  return new Map(input.missing.map(([id, row]) => [id, verdict(id, row, many, input)]));
}

function verdict(id: IssueId, row: MissingRow, many: boolean, input: MissingInput): MissingVerdict {
  const { name, key } = row;
  if (row.answer === "deleted") return { kind: "report", observation: { kind: "gone", id, key } };
  if (row.answer === "restore" || row.asked !== undefined) return { kind: "known" };
  if (input.fresh.has(id) || input.now - row.since < input.graceMs) return { kind: "wait" };
  if (many) return { kind: "report", observation: { kind: "question", id, key, question: "many missing" } };
  if (input.inCommit === null) return { kind: "wait" };
  if (input.inCommit.has(name)) return { kind: "report", observation: { kind: "question", id, key, question: "missing" } };
  return { kind: "report", observation: { kind: "gone", id, key } };
}

/** Of an issue that is gone only the newest text is kept: if it comes back, it comes back whole. */
export function forget(draft: MemoryDraft, id: IssueId): void {
  draft.putMissing(id, null);
  draft.putName(id, null);
  draft.putTexts(id, draft.texts(id).slice(-1));
  draft.putPartnerChange(id, null);
}
