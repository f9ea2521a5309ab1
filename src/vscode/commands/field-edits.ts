import type { LocalIssue } from "../../model/local-issue.ts";
import type { Value } from "../../model/value.ts";
import { canonicalValue, sameValue } from "../../model/value.ts";
import type { Ferry } from "../ferry.ts";
import type { Chosen } from "./issue-choice.ts";
import { carryOutUndoably, undoableJob } from "./undoable.ts";

/** A field of one issue that is to hold another value. */
export interface FieldEdit extends Chosen {
  readonly field: string;
  /** Of the issue as it stands when its turn has come. */
  readonly valueIn: (now: LocalIssue) => Value;
}

/**
 * Changes fields, says `said` of the keys that were changed, and offers to take it back. What holds the value already is left alone; where all
 * do, that is said.
 */
export async function editFields(ferry: Ferry, edits: readonly FieldEdit[], said: (keys: readonly string[]) => string): Promise<void> {
  const jobs = edits.map((edit) =>
    undoableJob({ live: edit.live, issue: edit.issue }, (now) => {
      const value = edit.valueIn(now);
      const before = canonicalValue(now.fields[edit.field] ?? null);
      if (sameValue(canonicalValue(value), before)) return null;
      const seen = edit.field === "labels" && { seen: { fields: { [edit.field]: before } } };
      return { kind: "edit issue", issue: now.id, change: { fields: { [edit.field]: value } }, ...seen };
    }),
  );
  await carryOutUndoably(ferry, jobs, said);
}
