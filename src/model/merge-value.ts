import { mergeRegions } from "./merge-regions.ts";
import { type FieldKind, type Value, canonicalValue, isSet, sameValue } from "./value.ts";

/** `lost` is the whole value that was dropped, and whose it was. */
export interface MergedValue {
  readonly value: Value;
  readonly lost: { readonly value: Value; readonly whose: "ours" | "theirs" } | null;
}

/**
 * Three-way merge of one value. What only one side changed is taken; where both did, sets join their adds and removes, texts join
 * line by line, and what is left over goes to the side that wins. The loser's value is returned, never dropped.
 */
export function mergeValue(kind: FieldKind, ancestor: Value, ours: Value, theirs: Value, oursWin: boolean): MergedValue {
  if (sameValue(ours, theirs) || sameValue(theirs, ancestor)) return { value: ours, lost: null };
  if (sameValue(ours, ancestor)) return { value: theirs, lost: null };
  if (kind === "set") return { value: mergeSets(ancestor, ours, theirs), lost: null };
  if (kind === "text") return mergeTexts(ancestor, ours, theirs, oursWin);
  return decided(ours, theirs, oursWin);
}

function decided(ours: Value, theirs: Value, oursWin: boolean): MergedValue {
  return oursWin ? { value: ours, lost: { value: theirs, whose: "theirs" } } : { value: theirs, lost: { value: ours, whose: "ours" } };
}

function members(value: Value): readonly string[] {
  return isSet(value) ? value : typeof value === "string" ? [value] : [];
}

function mergeSets(ancestor: Value, ours: Value, theirs: Value): Value {
  const before = new Set(members(ancestor));
  const a = new Set(members(ours));
  const b = new Set(members(theirs));
  const all = new Set([...a, ...b]);
  return canonicalValue([...all].filter((item) => (before.has(item) ? a.has(item) && b.has(item) : true)));
}

function mergeTexts(ancestor: Value, ours: Value, theirs: Value, oursWin: boolean): MergedValue {
  const lines = (value: Value): string[] => (typeof value === "string" ? value.split("\n") : []);
  const merged: string[] = [];
  let conflict = false;
  for (const block of mergeRegions(lines(ancestor), lines(ours), lines(theirs))) {
    if (block.ok) for (const line of block.ok) merged.push(line);
    if (block.conflict) {
      conflict = true;
      for (const line of oursWin ? block.conflict.ours : block.conflict.theirs) merged.push(line);
    }
  }
  const value = canonicalValue(merged.join("\n"));
  if (!conflict) return { value, lost: null };
  return { value, lost: oursWin ? { value: theirs, whose: "theirs" } : { value: ours, whose: "ours" } };
}
