import { ANY_TEXT, type FilterNode } from "./filter.ts";
import { fitsKind, isDay } from "./field-kind.ts";
import { isNumber } from "./parse-filter.ts";
import { type FieldKind, type Value, fieldValue, isSet } from "./value.ts";

type Fields = Readonly<Record<string, Value>>;

/** Whether an issue with these fields is one that the filter names. What is not set is none of any values, and neither before nor after. */
export function matchesFilter(node: FilterNode, fields: Fields): boolean {
  switch (node.kind) {
    case "and":
      return node.parts.every((part) => matchesFilter(part, fields));
    case "or":
      return node.parts.some((part) => matchesFilter(part, fields));
    case "not":
      return !matchesFilter(node.part, fields);
    case "is":
      return node.values.some((value) => {
        const texts = textsOf(fields, node.field);
        return value === null ? texts.length === 0 : texts.includes(value);
      });
    case "order":
      return textsOf(fields, node.field).some((text) => isOrdered(text, node.than, node.value));
    case "contains":
      return contains(node.field, node.text.toLowerCase(), fields);
  }
}

/** Kinds of values that fields may have, by their names. */
export type FieldKinds = ReadonlyMap<string, { readonly kinds: readonly FieldKind[] }>;

/** Whether the filter asks for a field whose value is of none of its kinds: most likely mistyped, so that nobody knows what the filter says of it. */
export function asksForMistyped(node: FilterNode, fields: Fields, kinds: FieldKinds): boolean {
  if (node.kind === "not") return asksForMistyped(node.part, fields, kinds);
  if ("parts" in node) return node.parts.some((part) => asksForMistyped(part, fields, kinds));
  const value = fieldValue(fields, node.field);
  return kinds.get(node.field)?.kinds.some((kind) => fitsKind(kind, value)) === false;
}

function contains(field: string, wanted: string, fields: Fields): boolean {
  const names = field === ANY_TEXT && !Object.hasOwn(fields, field) ? ["title", "body"] : [field];
  return names.some((name) => {
    const value = fieldValue(fields, name);
    const texts = textsOf(fields, name).map((text) => text.toLowerCase());
    // An entry of a list is a whole word: `pump` is not `pumpkin`.
    return texts.some((text) => (isSet(value) ? text === wanted : text.includes(wanted)));
  });
}

/** As a person writes it; a person can be named by name, by mail address, or by both. */
function textsOf(fields: Fields, name: string): readonly string[] {
  const value = fieldValue(fields, name);
  if (value === null || value === "") return [];
  if (isSet(value)) return value;
  if (typeof value !== "object") return [String(value)];
  return value.email === undefined ? [value.name] : [value.name, value.email, `${value.name} <${value.email}>`];
}

function isOrdered(text: string, than: "<" | "<=" | ">" | ">=", value: string): boolean {
  const order = isDay(value) ? (isDay(text) ? compare(text, value) : null) : isNumber(text) ? compare(Number(text), Number(value)) : null;
  if (order === null) return false;
  switch (than) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
