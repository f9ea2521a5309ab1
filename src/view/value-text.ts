import { type Value, isSet } from "../model/value.ts";
import { plainText, shortText } from "./plain-text.ts";

/** A field's value for people, on one line. */
export function valueText(value: Value): string {
  if (value === null) return "(empty)";
  if (isSet(value)) return value.map(plainText).join(", ");
  if (typeof value === "object") return plainText(value.email === undefined ? value.name : `${value.name} <${value.email}>`);
  return plainText(String(value));
}

/** The same, not longer than a phrase: inside sentences and tables. */
export function quoted(value: Value): string {
  return value === null ? "an empty value" : `"${shortText(valueText(value), 60)}"`;
}

/** The name of a part of an issue: a field, `deleted`, `shared`, `comment:<id>`, `attachment:<id>` or `link:<kind> <id>`. */
export function partName(part: string): string {
  if (part === "deleted") return "deletion";
  if (part === "shared") return "sharing";
  if (part.startsWith("attachment:")) return "a file";
  if (part.startsWith("link:")) return `the link "${shortText(plainText(part.slice("link:".length).replace(/ \S*$/, "")), 60)}"`;
  return part.startsWith("comment:") ? "a comment" : plainText(part);
}

/** At the beginning of a sentence or a row. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
