import type { ContractField } from "../model/contract.ts";
import type { Mapping } from "../model/mapping.ts";
import { type MergedValue, mergeValue } from "../model/merge-value.ts";
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

/** An agreed entry for which another word stands here stays as long as that does. What neither explains is the tracker's own form of an entry. */
function editedList(
  rules: Rules,
  field: ContractField,
  shown: readonly string[],
  now: readonly string[],
  agreed: readonly string[],
): MergedValue {
  const standIns = new Set<string>();
  const stays: string[] = [];
  for (const entry of agreed.filter((other) => !shown.includes(other))) {
    const words = wordsFor(rules, field, entry);
    if (words.length === 0 || !words.every((word) => shown.includes(word))) continue;
    for (const word of words) standIns.add(word);
    if (words.every((word) => now.includes(word))) stays.push(entry);
  }
  const said = now.filter((word) => !shown.includes(word) || agreed.includes(word) || !standIns.has(word));
  return { value: canonicalValue([...said, ...stays]), lost: null };
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
