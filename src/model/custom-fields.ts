import type { FieldKind } from "./value.ts";

/** Kinds of fields that a project defines for itself (docs/USER-GUIDE.md, "Fields of your own"). */
export type CustomKind = "text" | "number" | "boolean" | "date" | "option" | "options" | "person";

/** Name in the tracker -> kind. */
export type CustomFields = ReadonlyMap<string, CustomKind>;

export const NO_CUSTOM_FIELDS: CustomFields = new Map();

/** The kinds that a contract may give such a field; the first is what it is by itself. */
export const HELD_KINDS: Readonly<Record<CustomKind, readonly [FieldKind, ...FieldKind[]]>> = {
  text: ["text", "scalar", "option"],
  number: ["number"],
  boolean: ["boolean"],
  date: ["date"],
  option: ["option", "scalar"],
  options: ["set"],
  person: ["person"],
};
