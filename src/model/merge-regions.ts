import { diff3Merge } from "node-diff3";

/** A piece of a merged text: what stands, or what both sides made of one place in different ways. */
export type Region =
  | { readonly ok: readonly string[]; readonly conflict?: undefined }
  | { readonly ok?: undefined; readonly conflict: { readonly ours: readonly string[]; readonly theirs: readonly string[] } };

/**
 * Steps that comparing may take, some tenths of a second. What repeats its lines, or has very many, takes far more: a partner could hold up everything
 * with one text. Such a text is one place from the first line that differs to the last.
 */
const MOST_STEPS = 50_000_000;

/** Merges three texts by their lines. Takes bounded time, whatever the lines are. */
export function mergeRegions(ancestor: readonly string[], ours: readonly string[], theirs: readonly string[]): readonly Region[] {
  if (isQuick(ancestor, ours, theirs)) return compared(ancestor, ours, theirs);
  const [before, after] = commonEnds(ancestor, ours, theirs);
  const [middle, mine, other] = [ancestor, ours, theirs].map((lines) => lines.slice(before, lines.length - after));
  const between = mergeMiddle(middle ?? [], mine ?? [], other ?? []);
  return [{ ok: ancestor.slice(0, before) }, ...between, { ok: ancestor.slice(ancestor.length - after) }];
}

function mergeMiddle(ancestor: readonly string[], ours: readonly string[], theirs: readonly string[]): readonly Region[] {
  if (isQuick(ancestor, ours, theirs)) return compared(ancestor, ours, theirs);
  if (isSame(ours, theirs) || isSame(ancestor, theirs)) return [{ ok: ours }];
  if (isSame(ancestor, ours)) return [{ ok: theirs }];
  return [{ conflict: { ours, theirs } }];
}

function compared(ancestor: readonly string[], ours: readonly string[], theirs: readonly string[]): readonly Region[] {
  return diff3Merge([...ours], [...ancestor], [...theirs], { excludeFalseConflicts: true }).flatMap(({ ok, conflict }): Region[] => [
    ...(ok ? [{ ok }] : []),
    ...(conflict ? [{ conflict: { ours: conflict.a, theirs: conflict.b } }] : []),
  ]);
}

function isQuick(ancestor: readonly string[], ours: readonly string[], theirs: readonly string[]): boolean {
  return stepsOf(ancestor, ours) + stepsOf(ancestor, theirs) <= MOST_STEPS;
}

/** Every pair of equal lines is tried at every length that was found so far. */
function stepsOf(one: readonly string[], other: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const line of one) counts.set(line, (counts.get(line) ?? 0) + 1);
  let pairs = 0;
  for (const line of other) pairs += counts.get(line) ?? 0;
  return (pairs * Math.min(one.length, other.length)) / 2;
}

/** How many lines at the beginning, and then at the end, all three have in common. */
function commonEnds(ancestor: readonly string[], ...others: readonly (readonly string[])[]): readonly [number, number] {
  const shortest = Math.min(ancestor.length, ...others.map(({ length }) => length));
  let before = 0;
  while (before < shortest && others.every((lines) => lines[before] === ancestor[before])) before++;
  let after = 0;
  while (after < shortest - before && others.every((lines) => lines.at(-1 - after) === ancestor.at(-1 - after))) after++;
  return [before, after];
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, i) => line === other[i]);
}
