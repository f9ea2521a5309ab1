import type { FormPath, FormValue } from "./form-model.ts";

/** Readers of what is written, sound or not: what is of another kind reads as nothing. */

export type Written = { readonly [key: string]: FormValue };

export function mapAt(value: FormValue | undefined): Written {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Written) : {};
}

export function listAt(value: FormValue | undefined): readonly FormValue[] {
  return Array.isArray(value) ? (value as readonly FormValue[]) : [];
}

/** Of that key, and not of what objects have by themselves. */
export function at(value: FormValue | undefined, ...path: FormPath): FormValue | undefined {
  let found = value;
  for (const part of path) {
    if (typeof part === "number") found = listAt(found)[part];
    else {
      const inside = mapAt(found);
      found = Object.hasOwn(inside, part) ? inside[part] : undefined;
    }
  }
  return found;
}

/** In a line to type in. A list is told by commas. */
export function typedText(value: FormValue | undefined): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return (value as readonly FormValue[]).map(typedText).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function textsAt(value: FormValue | undefined): readonly string[] {
  return listAt(value).map(typedText);
}
