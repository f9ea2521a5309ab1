import type { CustomKind } from "../../model/custom-fields.ts";
import { isDay } from "../../model/field-kind.ts";
import type { Value } from "../../model/value.ts";
import { readPerson } from "./person-text.ts";

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * What a scalar of the front matter means to a field of this kind. YAML has only texts here: one that is no number, date or
 * boolean stays the text that it is, so that it is shown and kept, and fits no contract.
 */
export function typedScalar(kind: Exclude<CustomKind, "options">, text: string): Value {
  switch (kind) {
    case "number":
      return numberIn(text) ?? text;
    case "boolean":
      return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : text;
    case "person":
      return readPerson(text);
    case "date":
    case "text":
    case "option":
      return text;
  }
}

/** Whether a value that was read is of its kind. */
export function isTyped(kind: CustomKind, value: Value): boolean {
  if (kind === "number" || kind === "boolean") return typeof value === kind;
  if (kind === "date") return typeof value === "string" && isDay(value);
  return kind !== "option" || typeof value !== "string" || !/[\r\n]/.test(value);
}

/** null where it is none, or one that a computer's number would change. */
function numberIn(text: string): number | null {
  if (!NUMBER.test(text)) return null;
  const number = Number(text);
  if (!Number.isFinite(number) || digitsOf(text) !== digitsOf(String(number))) return null;
  return number === 0 ? 0 : number;
}

/** Digits that count, without sign, point and exponent: `0.50`, `5e-1` and `.5` have the same. */
function digitsOf(text: string): string {
  return text
    .replace(/[eE].*$/, "")
    .replace(/[^\d]/g, "")
    .replace(/^0+|0+$/g, "");
}
