import { type Result, failed, ok } from "../model/failure.ts";

/** What a settings file holds, without knowing what it means. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

export type YamlPath = readonly (string | number)[];

/** `set` makes what is missing on the way; a number beyond a list adds to it. */
export type YamlEdit =
  | { readonly kind: "set"; readonly path: YamlPath; readonly value: Plain }
  | { readonly kind: "remove"; readonly path: YamlPath }
  | { readonly kind: "rename"; readonly path: YamlPath; readonly to: string };

/** What the file holds after the edit. A map that loses its last key goes with it; a list stays, empty. */
export function editedPlain(plain: Plain, edit: YamlEdit): Result<Plain, "taken" | "gone"> {
  const [part, ...rest] = edit.path;
  if (part === undefined) return edit.kind === "set" ? ok(edit.value) : failed("gone");
  if (rest.length === 0 && edit.kind !== "set")
    return edit.kind === "remove" ? without(plain, part) : renamed(plain, String(part), edit.to);
  const inside = valueAt(plain, part);
  if (inside === undefined && edit.kind !== "set") return failed("gone");
  const next = editedPlain(inside ?? null, { ...edit, path: rest });
  if (!next.ok) return next;
  if (edit.kind === "remove" && isMapping(next.value) && Object.keys(next.value).length === 0) return without(plain, part);
  return ok(withValue(plain, part, next.value));
}

export function isMapping(plain: Plain | undefined): plain is { readonly [key: string]: Plain } {
  return typeof plain === "object" && plain !== null && !Array.isArray(plain);
}

export function valueAt(plain: Plain | undefined, part: string | number): Plain | undefined {
  if (Array.isArray(plain)) return (plain as readonly Plain[])[Number(part)];
  return isMapping(plain) && Object.hasOwn(plain, part) ? plain[part] : undefined;
}

function withValue(plain: Plain, part: string | number, value: Plain): Plain {
  if (Array.isArray(plain)) {
    const items = plain as readonly Plain[];
    const at = Math.min(Number(part), items.length);
    return [...items.slice(0, at), value, ...items.slice(at + 1)];
  }
  if (!isMapping(plain)) return typeof part === "number" ? [value] : { [part]: value };
  if (Object.hasOwn(plain, part)) return Object.fromEntries(Object.entries(plain).map(([key, old]) => [key, key === part ? value : old]));
  return Object.fromEntries([...Object.entries(plain), [part, value]]);
}

function without(plain: Plain, part: string | number): Result<Plain, "gone"> {
  if (valueAt(plain, part) === undefined) return failed("gone");
  if (Array.isArray(plain)) return ok((plain as readonly Plain[]).filter((_, i) => i !== Number(part)));
  return ok(Object.fromEntries(Object.entries(plain as object).filter(([key]) => key !== part)) as Plain);
}

function renamed(plain: Plain, key: string, to: string): Result<Plain, "taken" | "gone"> {
  if (!isMapping(plain) || !Object.hasOwn(plain, key)) return failed("gone");
  if (key !== to && Object.hasOwn(plain, to)) return failed("taken");
  return ok(Object.fromEntries(Object.entries(plain).map(([name, value]) => [name === key ? to : name, value])));
}
