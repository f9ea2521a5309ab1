/** What one field of an issue can hold. Plain JSON, so that a document travels and is stored as it is. */
export interface Person {
  readonly name: string;
  readonly email?: string;
}
export type Value = null | string | number | boolean | readonly string[] | Person;

/** Kinds of a contract's fields. `text` merges by line, `set` by adds and removes, all others as one value. */
export type FieldKind = "scalar" | "text" | "set" | "person" | "option" | "number" | "date" | "boolean";

/**
 * The one form of a value that is compared, stored and sent: nothing (`null`) for an empty string or an empty set,
 * sets without repeats and in code unit order, persons with their members in a fixed order.
 */
export function canonicalValue(value: Value | undefined): Value {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value !== "object") return value;
  if (isSet(value)) return value.length === 0 ? null : [...new Set(value)].sort();
  return value.email === undefined || value.email === "" ? { name: value.name } : { name: value.name, email: value.email };
}

/** Equality of canonical values. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  if (isSet(a)) return isSet(b) && a.length === b.length && a.every((item, i) => item === b[i]);
  return !isSet(b) && a.name === b.name && a.email === b.email;
}

export function isSet(value: Value): value is readonly string[] {
  return Array.isArray(value);
}

/** A value as one line of text: for keys of lost values, tables and logs, never for people (see `view`). */
export function valueKey(value: Value): string {
  return JSON.stringify(value);
}

/** What a tracker's issue has in a field, whatever that is called: also where objects have something of that name by themselves. */
export function fieldValue(fields: Readonly<Record<string, Value>> | undefined, name: string): Value {
  return fields && Object.hasOwn(fields, name) ? (fields[name] ?? null) : null;
}
