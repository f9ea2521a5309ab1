import { fitsKind } from "../model/field-kind.ts";
import type { Mapping } from "../model/mapping.ts";
import { valueFromText } from "../model/typed-text.ts";
import type { FieldKind, Value } from "../model/value.ts";
import type { TrackerField } from "../ports/tracker.ts";
import type { FileFault } from "./yaml-file.ts";

/** Fields of this project by their names; null: any. */
export type HeldFields = ReadonlyMap<string, TrackerField> | null;

/** Where nobody knows the project's fields. */
const PERSONS: ReadonlySet<string> = new Set(["assignee", "reporter"]);

/** Persons among the fixed values are written as in an issue's file. */
export function typedFixed(mapping: Mapping, held: HeldFields): Mapping {
  if (!mapping.fixed) return mapping;
  const typed = Object.entries(mapping.fixed).map(([name, value]): [string, Value] => {
    const isPerson = held?.get(name)?.kinds.includes("person") ?? PERSONS.has(name);
    const person = isPerson && typeof value === "string" ? valueFromText("person", value) : null;
    return [name, person?.ok ? person.value : value];
  });
  return { ...mapping, fixed: Object.fromEntries(typed) };
}

const KINDS: Partial<Readonly<Record<FieldKind, string>>> = {
  set: "a list, such as [pump]",
  person: "a person, such as Ada Marsh <ada@acme.example>",
  date: "a date such as 2026-12-01",
  number: "a number",
  boolean: "true or false",
};

/** What no issue can hold in its field: it would be refused with every issue that arrives. */
export function fixedFaults({ fixed = {} }: Mapping, held: HeldFields, line: (path: readonly string[]) => number): readonly FileFault[] {
  return Object.entries(fixed).flatMap(([name, value]): FileFault[] => {
    const kinds = held?.get(name)?.kinds;
    if (!kinds?.[0] || kinds.some((kind) => fitsKind(kind, value))) return [];
    return [{ line: line(["fixed", name]), detail: `fixed.${name}: must be ${KINDS[kinds[0]] ?? "a text"}` }];
  });
}
