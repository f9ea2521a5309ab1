import type { ContractField } from "../model/contract.ts";
import { type Failure, type Result, failed, ok } from "../model/failure.ts";
import { fitsKind } from "../model/field-kind.ts";
import { type Mapping, ownField } from "../model/mapping.ts";
import { type FieldKind, type Value, canonicalValue, isSet } from "../model/value.ts";
import { MAX } from "../protocol/limits.ts";
import { namesOf, personFor } from "./people-words.ts";
import type { Rules } from "./rules.ts";
import { templated } from "./text-template.ts";
import { type TableDirection, isRefusedByName, lookUp } from "./value-table.ts";

/** Our tracker's value in the contract's words. Refused where mapping or contract have no word for it. */
export function translateOut(rules: Rules, field: ContractField, value: Value): Result<Value, Failure> {
  if (value === null) return ok(null);
  const word = translated(rules.mapping, field, "send", value);
  if (!word.ok) return word;
  if (!fitsKind(field.kind, word.value)) return failed({ code: "WRONG_TYPE", field: field.name, value });
  return allowed(rules, field, word.value);
}

/** The partner's value in our tracker's words. Of a list those entries stay as they are in `held` that are the partner's words for it, too. */
export function translateIn({ mapping }: Rules, field: ContractField, value: Value, held: Value = null): Result<Value, Failure> {
  const fixed = fixedValue(mapping, field);
  if (fixed !== undefined) return ok(fixed);
  if (value === null) return ok(null);
  if (!isSet(value) || !isSet(held)) return translated(mapping, field, "receive", value);
  const there = held.map((own) => ({ own, shared: translated(mapping, field, "send", [own]) }));
  const ours: string[] = [];
  for (const item of value) {
    const stay = there.filter(({ shared }) => shared.ok && isSet(shared.value) && shared.value[0] === item);
    const word = stay.length > 0 ? ok(stay.map(({ own }) => own)) : translated(mapping, field, "receive", [item]);
    if (!word.ok) return word;
    if (isSet(word.value)) ours.push(...word.value);
  }
  return ok(canonicalValue(ours));
}

/** What the mapping sets our field to, whatever arrives. */
export function fixedValue(mapping: Mapping, { name }: ContractField): Value | undefined {
  const own = ownField(mapping, name);
  return mapping.fixed && Object.hasOwn(mapping.fixed, own) ? canonicalValue(mapping.fixed[own]) : undefined;
}

/** Each entry of a set, a person, and any other text have words of their own; numbers and the like pass as they are. */
function translated(mapping: Mapping, field: ContractField, direction: TableDirection, value: Value): Result<Value, Failure> {
  const { name, kind } = field;
  const refuse = (refused: Value): Result<Value, Failure> => failed({ code: "NO_MAPPING", field: name, value: refused });
  if (value === null || typeof value === "number" || typeof value === "boolean") return ok(value);
  const table = Object.hasOwn(mapping.values, name) ? mapping.values[name] : undefined;
  if (isSet(value)) {
    if (!table) return ok(value);
    const words = value.map((item) => lookUp(table, direction, [item]));
    const refused = words.indexOf(null);
    if (refused !== -1) return refuse(value[refused] ?? null);
    return ok(canonicalValue(value.map((item, i) => words[i] ?? item)));
  }
  if (typeof value === "object") {
    const person = personFor(mapping, direction, value);
    return person ? ok(canonicalValue(person)) : refuse(value);
  }
  if (table) {
    const word = lookUp(table, direction, [value]);
    return word === null ? refuse(value) : ok(word ?? value);
  }
  const template = mapping.templates && Object.hasOwn(mapping.templates, name) ? mapping.templates[name] : undefined;
  return ok(template && (kind === "text" || kind === "scalar") ? templated(template, field, direction, value) : value);
}

/** Whether our mapping names what it did not translate, to keep it here: nothing is missing then. */
export function isMeantToStay({ values, people }: Mapping, { code, field = "", value }: Failure): boolean {
  if (code !== "NO_MAPPING" || value === null || value === undefined) return false;
  if (typeof value === "object") return !isSet(value) && people !== undefined && isRefusedByName(people, "send", namesOf(value));
  return Object.hasOwn(values, field) && values[field] !== undefined && isRefusedByName(values[field], "send", [String(value)]);
}

/** Whether the contract allows the value at all; both sides check it. */
export function allowed(rules: Pick<Rules, "contract">, field: ContractField, value: Value): Result<Value, Failure> {
  if (value === null) return ok(value);
  if (!textsOf(value).every((text) => text.isWellFormed() && !text.includes("\0")))
    return failed({ code: "WRONG_TYPE", field: field.name });
  if (isTooLong(field.kind, value)) return failed({ code: "TOO_LONG", field: field.name });
  if (field.name === "type" && typeof value === "string" && !rules.contract.types.includes(value))
    return failed({ code: "NOT_IN_CONTRACT", field: field.name, value });
  if (field.values && !listedWords(value).every((word) => field.values?.includes(word)))
    return failed({ code: "VALUE_NOT_LISTED", field: field.name, value });
  return ok(value);
}

/** What a list of values is about: a text, and each entry of a set. */
function listedWords(value: Value): readonly string[] {
  if (typeof value === "string") return [value];
  return value !== null && isSet(value) ? value : [];
}

function textsOf(value: Value): readonly string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return isSet(value) ? value : [value.name, value.email ?? ""];
}

/** Longer than the protocol carries (docs/PROTOCOL.md, "Messages"). */
function isTooLong(kind: FieldKind, value: Value): boolean {
  if (typeof value === "string") return value.length > (kind === "text" ? MAX.text : MAX.line);
  if (value === null || typeof value !== "object") return false;
  if (isSet(value)) return value.length > MAX.setMembers || value.some((item) => item.length > MAX.line);
  return value.name.length > MAX.name || (value.email?.length ?? 0) > MAX.email;
}
