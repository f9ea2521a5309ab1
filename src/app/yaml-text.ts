import { stringify } from "yaml";
import type { Plain, YamlPath } from "./yaml-plain.ts";

/** One value on one line; `inFlow`: between brackets, where more signs mean something. */
export function scalarText(value: string | number | boolean | null, inFlow: boolean): string {
  if (typeof value !== "string") return String(value);
  const written = stringify(value, { lineWidth: 0 }).trimEnd();
  const isPlain = !written.includes("\n") && (!inFlow || /^["']/.test(written) || !/[,[\]{}]|:$|^[-?]/.test(written));
  return isPlain ? written : JSON.stringify(value);
}

/** Any value on one line: `[a, b]`, `{ a: b }`. */
export function flowText(value: Plain, inFlow: boolean): string {
  if (typeof value !== "object" || value === null) return scalarText(value, inFlow);
  if (Array.isArray(value)) return `[${(value as readonly Plain[]).map((item) => flowText(item, true)).join(", ")}]`;
  const pairs = Object.entries(value).map(([key, inner]) => `${scalarText(key, true)}: ${flowText(inner, true)}`);
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}

/** Lines that begin with a line break: the value below the keys of `path`, the first of which stands in column `indent`. A number stands for an entry of a list. */
export function nestedText(path: YamlPath, value: Plain, indent: number): string {
  const [part, ...rest] = path;
  const begin = `\n${" ".repeat(indent)}`;
  if (part === undefined) return linesOf(value, indent);
  if (typeof part === "number") {
    const inner = nestedText(rest, value, indent + 2);
    return inner.startsWith("\n") ? `${begin}- ${inner.slice(indent + 3)}` : `${begin}-${inner}`;
  }
  return `${begin}${scalarText(part, false)}:${nestedText(rest, value, indent + 2)}`;
}

/** What follows a colon or a dash. */
function linesOf(value: Plain, indent: number): string {
  const isList = Array.isArray(value);
  const entries = typeof value === "object" && value !== null ? Object.entries(value as object) : [];
  if (entries.length === 0 || (isList && flowText(value, true).length < 60 && entries.every(([, item]) => typeof item !== "object")))
    return ` ${flowText(value, false)}`;
  return entries.map(([key, inner]) => nestedText([isList ? 0 : key], inner as Plain, indent)).join("");
}
