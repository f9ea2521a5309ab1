import type { ContractField } from "../model/contract.ts";
import type { Mapping } from "../model/mapping.ts";
import { type MergedValue, mergeValue } from "../model/merge-value.ts";
import { sameSpelling } from "../model/spelling.ts";
import { type Value, canonicalValue, isSet, sameValue } from "../model/value.ts";
import type { Rules } from "./rules.ts";
import { fixedValue, translateIn, translateOut } from "./translation.ts";

/**
 * What an edit makes of `agreed`, where the tracker showed `shown` for it, which need not be the same. Of a list only what the user added and
 * removed counts: the other entries stay, whatever stands for them here. Any other value is replaced; one that was never shown here is given
 * as lost, so that its author hears of it.
 */
export function editedValue(rules: Rules, field: ContractField, shown: Value, now: Value, agreed: Value): MergedValue {
  if (sameValue(agreed, shown)) return { value: now, lost: null };
  const unseen = isHidden(rules.mapping, field);
  if (field.kind !== "set") return { value: now, lost: unseen && agreed !== null ? { value: agreed, whose: "theirs" } : null };
  if (unseen) return mergeValue("set", shown, now, agreed, true);
  return editedList(rules, field, membersOf(shown), membersOf(now), membersOf(agreed));
}

/**
 * An agreed entry for which another word stands here stays as long as that does: a word that our mapping says for it, or its own in the
 * spelling of the tracker, be that a spelling which is agreed, too. For entries that neither explains stand, together, the words that nothing
 * else explains: they stay as long as all of those do. Once some of them are taken away nobody knows which they stood for: what is left is
 * said as it reads, and the agreed list is given as lost.
 */
function editedList(
  rules: Rules,
  field: ContractField,
  shown: readonly string[],
  now: readonly string[],
  agreed: readonly string[],
): MergedValue {
  const standIns = new Set<string>();
  const stays: string[] = [];
  const unknown: string[] = [];
  for (const entry of agreed.filter((other) => !shown.includes(other))) {
    const mapped = wordsFor(rules, field, entry);
    const isMapped = mapped.length > 0 && mapped.every((word) => shown.includes(word));
    const words = isMapped ? mapped : shown.filter((word) => sameSpelling(word, entry));
    for (const word of words) standIns.add(word);
    if (words.length === 0) unknown.push(entry);
    else if (words.every((word) => now.includes(word))) stays.push(entry);
  }
  const forUnknown = unknown.length === 0 ? [] : shown.filter((word) => !agreed.includes(word) && !standIns.has(word));
  const left = forUnknown.filter((word) => now.includes(word));
  if (left.length === forUnknown.length) {
    stays.push(...unknown);
    for (const word of forUnknown) standIns.add(word);
  }
  const said = now.filter((word) => !shown.includes(word) || agreed.includes(word) || !standIns.has(word));
  const isUnsure = left.length > 0 && left.length < forUnknown.length;
  return { value: canonicalValue([...said, ...stays]), lost: isUnsure ? { value: agreed, whose: "theirs" } : null };
}

/** Whatever arrives, the same is shown. */
function isHidden(mapping: Mapping, field: ContractField): boolean {
  const { templates = {} } = mapping;
  const receive = Object.hasOwn(templates, field.name) ? templates[field.name]?.receive : undefined;
  return fixedValue(mapping, field) !== undefined || (receive !== undefined && !receive.includes(`{${field.name}}`));
}

/** As which words an entry that stands here would be said; none: it cannot stand here. */
function wordsFor(rules: Rules, field: ContractField, entry: string): readonly string[] {
  const ours = translateIn(rules, field, [entry]);
  const back = ours.ok ? translateOut(rules, field, ours.value) : ours;
  return back.ok ? membersOf(back.value) : [];
}

function membersOf(value: Value): readonly string[] {
  return isSet(value) ? value : [];
}
