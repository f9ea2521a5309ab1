import type { Value } from "../../model/value.ts";
import { canonicalValue, sameValue } from "../../model/value.ts";
import type { Ferry } from "../ferry.ts";
import type { Chosen } from "./issue-choice.ts";
import { carryOutUndoably, undoableJob } from "./undoable.ts";

/** A field of one issue that is to hold another value. */
export interface FieldEdit extends Chosen {
  readonly field: string;
  readonly value: Value;
}

/** Changes fields, says `said` of the keys that were changed, and offers to take it back. What holds the value already is left alone. */
export async function editFields(ferry: Ferry, edits: readonly FieldEdit[], said: (keys: readonly string[]) => string): Promise<void> {
  const jobs = edits.flatMap(({ live, issue, field, value }) =>
    sameValue(canonicalValue(value), canonicalValue(issue.fields[field] ?? null))
      ? []
      : [undoableJob({ live, issue }, { kind: "edit issue", issue: issue.id, change: { fields: { [field]: value } } })],
  );
  await carryOutUndoably(ferry, jobs, said);
}
