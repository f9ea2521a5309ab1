import type { ContractField } from "../model/contract.ts";
import { type Failure, type Result, failed, ok } from "../model/failure.ts";
import { fitsKind } from "../model/field-kind.ts";
import { REFUSE, type ValueTable } from "../model/mapping.ts";
import { type FieldKind, type Person, type Value, canonicalValue, isSet } from "../model/value.ts";
import { MAX } from "../protocol/limits.ts";
import { oneLine } from "./one-line.ts";
import type { Rules } from "./rules.ts";

/** Our tracker's value in the contract's words. Refused where mapping or contract have no word for it. */
export function translateOut(rules: Rules, field: ContractField, value: Value): Result<Value, Failure> {
  if (value === null) return ok(null);
  const given = typeof value === "object" && !isSet(value) ? personOut(value, rules.mapping.emails) : value;
  const word = lookUp(tableOf(rules, field.name), "send", given);
  if (word === REFUSED) return failed({ code: "NO_MAPPING", field: field.name, value });
  if (!fitsKind(field.kind, word)) return failed({ code: "WRONG_TYPE", field: field.name, value });
  return allowed(rules, field, word);
}

/** People travel as names; a mail address only where the mapping says so. */
function personOut({ name, email }: Person, emails: boolean): Value {
  return canonicalValue({ name: oneLine(name), ...(emails && email !== undefined && { email }) });
}

/** The partner's value in our tracker's words. */
export function translateIn(rules: Rules, field: ContractField, value: Value): Result<Value, Failure> {
  if (value === null) return ok(null);
  const word = lookUp(tableOf(rules, field.name), "receive", value);
  return word === REFUSED ? failed({ code: "NO_MAPPING", field: field.name, value }) : ok(word);
}

/** Whether the contract allows the value at all; both sides check it. */
export function allowed(rules: Rules, field: ContractField, value: Value): Result<Value, Failure> {
  if (value === null) return ok(value);
  if (!textsOf(value).every((text) => text.isWellFormed() && !text.includes("\0")))
    return failed({ code: "WRONG_TYPE", field: field.name });
  if (isTooLong(field.kind, value)) return failed({ code: "TOO_LONG", field: field.name });
  if (field.name === "type" && typeof value === "string" && !rules.contract.types.includes(value))
    return failed({ code: "NOT_IN_CONTRACT", field: field.name, value });
  if (field.values && typeof value === "string" && !field.values.includes(value))
    return failed({ code: "VALUE_NOT_LISTED", field: field.name, value });
  return ok(value);
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

const REFUSED = Symbol("refused");

function tableOf(rules: Rules, name: string): ValueTable | undefined {
  return Object.hasOwn(rules.mapping.values, name) ? rules.mapping.values[name] : undefined;
}

function lookUp(table: ValueTable | undefined, direction: "send" | "receive", value: Value): Value | typeof REFUSED {
  if (table === undefined || typeof value !== "string") return value;
  const named = Object.hasOwn(table[direction], value) ? table[direction][value] : reversed(table, direction, value);
  if (named === REFUSE) return REFUSED;
  if (named !== undefined) return named;
  return table.otherwise === "refuse" ? REFUSED : value;
}

/** A table written for one direction serves the other, too, where that one says nothing. */
function reversed(table: ValueTable, direction: "send" | "receive", value: string): string | undefined {
  const other = direction === "send" ? table.receive : table.send;
  return Object.entries(other).find(([, to]) => to === value)?.[0];
}
