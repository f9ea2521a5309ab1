import { DEFAULT_TERMS } from "../model/contract.ts";
import type { ProjectFile } from "../app/project-file.ts";
import { HELD_KINDS } from "../model/custom-fields.ts";
import { type Result, failed, ok } from "../model/failure.ts";
import { valueFromText } from "../model/typed-text.ts";
import { type FieldKind, type Value, canonicalValue, isSet } from "../model/value.ts";
import { commandSentence } from "../view/command-failures.ts";

/** Fields that the command line sets in every project, and their kinds. */
const USUAL: ReadonlyMap<string, FieldKind> = new Map(DEFAULT_TERMS.fields.map(({ name, kind }) => [name, kind]));

/** The same with the project's own. */
export function settableFields({ fields }: ProjectFile): ReadonlyMap<string, FieldKind> {
  return new Map([...USUAL, ...Object.entries(fields ?? {}).map(([name, kind]) => [name, HELD_KINDS[kind][0]] as const)]);
}

type Fields = Readonly<Record<string, Value>>;

/** `FIELD=VALUE`, empty clears; for sets also `FIELD+=VALUE` and `FIELD-=VALUE` on what `present` has. Fails with a sentence. */
export function changedFields(words: readonly string[], present: Fields, kinds = USUAL): Result<Fields, string> {
  const fields = new Map<string, Value>();
  for (const word of words) {
    const found = /^(?<name>[A-Za-z](?:\w|-(?!=))*)(?<sign>\+=|-=|=)(?<text>[^]*)$/.exec(word)?.groups;
    if (!found) return failed(`"${word}" is not of the form FIELD=VALUE.`);
    const typed = found["name"] ?? "";
    const name = kinds.has(typed) ? typed : typed.toLowerCase();
    const before = fields.has(name) ? (fields.get(name) ?? null) : Object.hasOwn(present, name) ? (present[name] ?? null) : null;
    const value = fieldValue(name, found["text"] ?? "", found["sign"] ?? "=", before, kinds);
    if (!value.ok) return value;
    fields.set(name, value.value);
  }
  return ok(Object.fromEntries(fields));
}

/** What a person typed for one field. Fails with a sentence. */
export function fieldValue(name: string, text: string, sign = "=", before: Value = null, kinds = USUAL): Result<Value, string> {
  const kind = kinds.get(name);
  if (kind === undefined) return failed(`There is no field "${name}". The fields are ${[...kinds.keys()].join(", ")}.`);
  if (sign !== "=" && kind !== "set") return failed(`${name} holds one value; only sets such as labels can be added to.`);
  const typed = valueFromText(kind, text);
  if (!typed.ok) return failed(commandSentence("WRONG_VALUE", { field: name, expected: typed.failure }));
  if (name === "title" && (typed.value === null || (typeof typed.value === "string" && typed.value.includes("\n"))))
    return failed("A title is one line of text.");
  if (sign === "=") return typed;
  const old = before !== null && isSet(before) ? before : [];
  const named = typed.value !== null && isSet(typed.value) ? typed.value : [];
  return ok(canonicalValue(sign === "+=" ? [...old, ...named] : old.filter((item) => !named.includes(item))));
}
