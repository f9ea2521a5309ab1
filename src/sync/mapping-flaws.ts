import type { ContractField, ContractTerms } from "../model/contract.ts";
import { type Mapping, REFUSE, SAME, type ValueTable, ownField } from "../model/mapping.ts";
import type { TrackerField } from "../ports/tracker.ts";
import { type TableDirection, lookUp } from "./value-table.ts";

/**
 * What a mapping does that its author may not have meant. `path`: where in the connection's file. Nothing of it stops an exchange; a flaw that is no
 * `loss` in both directions is often wanted.
 */
export type MappingFlaw = { readonly path: readonly string[] } & (
  | { readonly code: "UNKNOWN_FIELD"; readonly field: string; readonly known: readonly string[] }
  /** Several of our words leave as one; `back`: what that one is when it arrives, null: refused. `twice`: the other direction loses, too. */
  | {
      readonly code: "SENT_AS_ONE" | "RECEIVED_AS_ONE";
      readonly field: string;
      readonly words: readonly string[];
      readonly one: string;
      readonly back: string | null;
      readonly twice: boolean;
    }
  /** Our word leaves as one that would arrive as another of ours. */
  | {
      readonly code: "COMES_BACK_OTHERWISE";
      readonly field: string;
      readonly word: string;
      readonly one: string;
      readonly back: string | null;
    }
  | { readonly code: "NOT_LISTED"; readonly field: string; readonly word: string; readonly one: string; readonly listed: readonly string[] }
  | { readonly code: "NO_WORD_HERE"; readonly field: string; readonly one: string }
  | { readonly code: "ONE_WAY_TEXT"; readonly field: string; readonly direction: TableDirection; readonly text: string }
  /** No text of its own stands in it: it is of another kind, or set on arrival. */
  | { readonly code: "NO_TEMPLATE"; readonly field: string; readonly because: "kind" | "fixed" }
  | { readonly code: "NO_OWN_FIELD"; readonly field: string; readonly known: readonly string[] }
);

/** `used`: own words that issues have now, by the contract's names of fields. `held`: the tracker's fields; null: any. */
export function mappingFlaws(
  mapping: Mapping,
  { fields, types }: ContractTerms,
  held: ReadonlyMap<string, TrackerField> | null,
  used: Readonly<Record<string, readonly string[]>> = {},
): readonly MappingFlaw[] {
  const known = fields.map(({ name }) => name);
  const flaws: MappingFlaw[] = [];
  for (const [where, names] of [
    ["values", Object.keys(mapping.values)],
    ["fields", Object.keys(mapping.fields ?? {})],
    ["templates", Object.keys(mapping.templates ?? {})],
  ] as const)
    for (const name of names) if (!known.includes(name)) flaws.push({ code: "UNKNOWN_FIELD", path: [where, name], field: name, known });
  for (const field of fields) {
    const table = Object.hasOwn(mapping.values, field.name) ? mapping.values[field.name] : undefined;
    if (table) flaws.push(...tableFlaws(table, field, field.name === "type" ? types : field.values, used[field.name] ?? []));
    flaws.push(...textFlaws(mapping, field));
  }
  for (const [owner, own] of [
    ...Object.entries(mapping.fields ?? {}).map(([name, there]) => [["fields", name], there] as const),
    ...Object.keys(mapping.fixed ?? {}).map((name) => [["fixed", name], name] as const),
  ])
    if (held && !held.has(own)) flaws.push({ code: "NO_OWN_FIELD", path: owner, field: own, known: [...held.keys()] });
  return flaws;
}

function textFlaws(mapping: Mapping, { name, kind }: ContractField): MappingFlaw[] {
  const { templates, fixed } = mapping;
  const template = templates && Object.hasOwn(templates, name) ? templates[name] : undefined;
  const path = ["templates", name];
  if (template && kind !== "text" && kind !== "scalar") return [{ code: "NO_TEMPLATE", path, field: name, because: "kind" }];
  if (template?.receive !== undefined && fixed && Object.hasOwn(fixed, ownField(mapping, name)))
    return [{ code: "NO_TEMPLATE", path: [...path, "receive"], field: name, because: "fixed" }];
  return (["send", "receive"] as const).flatMap((direction): MappingFlaw[] => {
    const text = template?.[direction];
    const isOneWay = text !== undefined && !text.includes(`{${name}}`);
    return isOneWay ? [{ code: "ONE_WAY_TEXT", path: ["templates", name, direction], field: name, direction, text }] : [];
  });
}

function tableFlaws(
  table: ValueTable,
  { name }: ContractField,
  listed: readonly string[] | undefined,
  used: readonly string[],
): MappingFlaw[] {
  const rests = (direction: TableDirection): string[] =>
    typeof table.otherwise === "string" || [REFUSE, SAME].includes(table.otherwise[direction]) ? [] : [table.otherwise[direction]];
  const shared = words([...Object.keys(table.receive), ...Object.values(table.send), ...(listed ?? []), ...rests("send")]);
  const ours = words([...Object.keys(table.send), ...Object.values(table.receive), ...used, ...rests("receive")]);
  const out = new Map(ours.map((word) => [word, become(table, "send", word)]));
  const into = new Map(shared.map((word) => [word, become(table, "receive", word)]));
  const sent = merged(out);
  const received = merged(into);
  const one =
    (code: "SENT_AS_ONE" | "RECEIVED_AS_ONE", there: typeof out, twice: boolean) =>
    ([target, several]: [string, string[]]): MappingFlaw => ({
      code,
      path: pathOf(table, name, code === "SENT_AS_ONE" ? "send" : "receive", several),
      field: name,
      words: several,
      one: target,
      back: there.get(target) ?? null,
      twice,
    });
  const twice = sent.length > 0 && received.length > 0;
  const flaws = [...sent.map(one("SENT_AS_ONE", into, twice)), ...received.map(one("RECEIVED_AS_ONE", out, twice))];
  const several = new Set(sent.flatMap(([, theirs]) => theirs));
  for (const word of ours) {
    const target = out.get(word) ?? null;
    if (target === null) continue;
    const path = pathOf(table, name, "send", [word]);
    const back = into.has(target) ? (into.get(target) ?? null) : become(table, "receive", target);
    if (listed && !listed.includes(target)) flaws.push({ code: "NOT_LISTED", path, field: name, word, one: target, listed });
    else if (back !== word && !several.has(word)) flaws.push({ code: "COMES_BACK_OTHERWISE", path, field: name, word, one: target, back });
  }
  for (const word of listed ?? [])
    if (become(table, "receive", word) === null && table.receive[word] !== REFUSE)
      flaws.push({ code: "NO_WORD_HERE", path: ["values", name, "receive"], field: name, one: word });
  return flaws;
}

function become(table: ValueTable, direction: TableDirection, word: string): string | null {
  const found = lookUp(table, direction, [word]);
  return found === undefined ? word : found;
}

function words(given: readonly string[]): string[] {
  return [...new Set(given)].filter((word) => word !== REFUSE);
}

/** Targets that more than one word becomes. */
function merged(become: ReadonlyMap<string, string | null>): [string, string[]][] {
  const sources = new Map<string, string[]>();
  for (const [word, target] of become) if (target !== null) sources.set(target, [...(sources.get(target) ?? []), word]);
  return [...sources].filter(([, from]) => from.length > 1);
}

/** Where the first of the words stands that stands in the table; else the table. */
function pathOf(table: ValueTable, name: string, direction: TableDirection, several: readonly string[]): readonly string[] {
  const last = several.findLast((word) => Object.hasOwn(table[direction], word));
  return last === undefined ? ["values", name] : ["values", name, direction, last];
}
