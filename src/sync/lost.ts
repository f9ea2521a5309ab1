import type { IssueSync, LostValue, Overruled } from "../model/issue-sync.ts";
import type { Revision } from "../model/revision.ts";
import { type Value, sameValue } from "../model/value.ts";

/** Records a value of our user that lost, once as long as it is not resolved. */
export function keep(lost: readonly LostValue[], field: string, value: Value, winner: Value, revision: Revision): readonly LostValue[] {
  if (sameValue(value, winner)) return lost;
  const there = lost.some((other) => !other.resolved && other.field === field && sameValue(other.value, value));
  return there ? lost : [...lost, { field, value, winner, revision, resolved: false }];
}

export function keepAll(lost: readonly LostValue[], values: readonly Overruled[]): readonly LostValue[] {
  return values.reduce((kept, { field, value, winner, revision }) => keep(kept, field, value, winner, revision), lost);
}

export function hasOpenConflict(sync: IssueSync): boolean {
  return sync.lost.some((value) => !value.resolved);
}
