import { type Document, isCollection, isMap, isNode, isScalar, isSeq, parseDocument, visit } from "yaml";
import type * as z from "zod/mini";
import { en } from "zod/locales";
import { type Result, failed, ok } from "../model/failure.ts";
import { nearestWord } from "../model/nearest-word.ts";
import { readSettings } from "./settings-file.ts";

/** What is wrong with a settings file, and where. Lines begin at 1. */
export interface FileFault {
  readonly line: number;
  readonly detail: string;
}

/** A YAML file by a schema; the failure names line and reason of the first fault. */
export function readYaml<T>(file: string, shape: z.ZodMiniType<T>): Result<T, FileFault> {
  const read = readSettings(file);
  if (!read.ok) return failed({ line: 1, detail: `the file ${read.failure}` });
  const parsed = parseYaml(read.value, shape);
  return parsed.ok ? parsed : failed(parsed.failure[0]);
}

/** The text of such a file, with all of its faults in order. */
export function parseYaml<T>(text: string, shape: z.ZodMiniType<T>): Result<T, readonly [FileFault, ...FileFault[]]> {
  try {
    return judged(text, shape);
  } catch (error) {
    // Thousands of nested maps overflow the library's stack: that is a broken file, not a bug.
    if (!(error instanceof RangeError)) throw error;
    return failed([TOO_DEEP]);
  }
}

/** What is written in the text of such a file, whatever that means. */
export function writtenIn(text: string): Result<unknown, readonly [FileFault, ...FileFault[]]> {
  try {
    const read = documentOf(text);
    return read.ok ? ok(read.value.toJS({ maxAliasCount: 0 })) : read;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return failed([TOO_DEEP]);
  }
}

const TOO_DEEP: FileFault = { line: 1, detail: "the file is nested too deeply" };

function documentOf(text: string): Result<Document, readonly [FileFault, ...FileFault[]]> {
  // Its warnings would go to the terminal as they are, with words of the file in them.
  const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true, merge: false, logLevel: "silent" });
  const [error, ...more] = document.errors.map((found) => ({
    line: found.linePos?.[0].line ?? 1,
    detail: found.message.split("\n")[0] ?? found.code,
  }));
  if (error) return failed([error, ...more]);
  const strange = strangeNode(document);
  return strange ? failed([{ line: lineOf(text, strange.at), detail: strange.detail }]) : ok(document);
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function judged<T>(text: string, shape: z.ZodMiniType<T>): Result<T, readonly [FileFault, ...FileFault[]]> {
  const read = documentOf(text);
  if (!read.ok) return read;
  const document = read.value;
  const lineAt = (offset: number): number => lineOf(text, offset);
  const parsed = shape.safeParse(document.toJS({ maxAliasCount: 0 }), { error: en().localeError });
  if (parsed.success) {
    // What travels may have keys that are newer than we are; in a file such a key is a slip.
    const [slip, ...slips] = strangers(document.contents, shape, []).map(({ at, path, near }) => ({
      line: lineAt(at),
      detail: `${path.join(".")}: there is no such key${near}`,
    }));
    return slip ? failed([slip, ...slips]) : ok(parsed.data);
  }
  const faults = parsed.error.issues.flatMap((issue): FileFault[] => {
    const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
    if (issue.code !== "unrecognized_keys")
      return [{ line: lineAt(offsetOf(document, path, undefined)), detail: `${path.join(".") || "the file"}: ${wordsOf(issue)}` }];
    return issue.keys.map((key) => ({
      line: lineAt(offsetOf(document, path, key)),
      detail: `${[...path, key].join(".")}: there is no such key${meant(key, optionsAt(shape, path).keys)}`,
    }));
  });
  const [first, ...rest] = faults;
  return failed([first ?? { line: 1, detail: "the file: not as expected" }, ...rest]);
}

/** Lines of values in a YAML text by their paths, as far as it can be read. Where one is missing: what it is missing in. */
export function linesIn(text: string): (path: readonly (string | number)[]) => number {
  const document = parseDocument(text, { logLevel: "silent" });
  return (path) => {
    const key = path.at(-1);
    const at = typeof key === "string" ? offsetOf(document, path.slice(0, -1), key) : offsetOf(document, path, undefined);
    return text.slice(0, at).split("\n").length;
  };
}

interface Stranger {
  readonly at: number;
  readonly path: readonly (string | number)[];
  readonly near: string;
}

/** Keys that the schema has no word for and would pass over. */
function strangers(node: unknown, shape: unknown, path: readonly (string | number)[]): Stranger[] {
  if (isSeq(node)) return node.items.flatMap((item, i) => strangers(item, inside(innermost(shape), i), [...path, i]));
  if (!isMap(node)) return [];
  const { shape: keys } = definitionOf(innermost(shape));
  return node.items.flatMap((pair): Stranger[] => {
    const key = isScalar(pair.key) ? String(pair.key.value) : "";
    const here = [...path, key];
    if (!keys || Object.hasOwn(keys, key)) return strangers(pair.value, inside(innermost(shape), key), here);
    return [{ at: (isNode(pair.key) && pair.key.range?.[0]) || 0, path: here, near: meant(key, Object.keys(keys)) }];
  });
}

function meant(key: string, known: readonly string[]): string {
  const near = nearestWord(key, known);
  return near === null ? "" : `; perhaps ${near} is meant`;
}

/** The keys that a map at this path may have, and the words that a value there may be. */
export function optionsAt(
  shape: z.ZodMiniType,
  path: readonly (string | number)[],
): { readonly keys: readonly string[]; readonly values: readonly string[] } {
  let at: unknown = shape;
  for (const part of path) at = inside(innermost(at), part);
  const definition = definitionOf(innermost(at));
  const all = [definition, ...(definition.options ?? []).map((option) => definitionOf(innermost(option)))];
  return {
    keys: all.flatMap(({ shape: keys }) => Object.keys(keys ?? {})),
    values: all.flatMap(({ type, entries, values }) =>
      type === "boolean" ? ["true", "false"] : [...Object.keys(entries ?? {}), ...(values ?? []).map(String)],
    ),
  };
}

/** As much of a schema's definition as is asked for here. */
interface Definition {
  readonly type?: string;
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly values?: readonly unknown[];
  readonly options?: readonly unknown[];
  readonly innerType?: unknown;
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
  readonly valueType?: unknown;
}

function definitionOf(shape: unknown): Definition {
  return (shape as { readonly def?: Definition } | undefined)?.def ?? {};
}

function innermost(shape: unknown): unknown {
  const { innerType } = definitionOf(shape);
  return innerType === undefined ? shape : innermost(innerType);
}

function inside(shape: unknown, part: string | number): unknown {
  const { shape: keys, element, valueType, options } = definitionOf(shape);
  if (keys && Object.hasOwn(keys, part)) return keys[part];
  return element ?? valueType ?? options?.map((option) => inside(innermost(option), part)).find((found) => found !== undefined);
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ["string", "a text"],
  ["array", "a list"],
  ["object", "a map of keys and values"],
  ["record", "a map of keys and values"],
  ["boolean", "true or false"],
]);

/** What a person who wrote the file needs to hear of what the schema did not take. */
function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `must be ${issue.values.length === 1 ? "" : "one of "}${issue.values.join(", ")}`;
  if (issue.code === "invalid_type")
    return `must be ${TYPES.get(issue.expected) ?? `a ${issue.expected}`}, and is missing or something else`;
  return issue.message;
}

/** What YAML allows and no settings need: the library throws at the one, and makes a text of the other. */
function strangeNode(document: Document): { readonly at: number; readonly detail: string } | null {
  let found: { readonly at: number; readonly detail: string } | null = null;
  visit(document, {
    Alias: (_, { source, range }) => {
      found = { at: range?.[0] ?? 0, detail: `*${source}: aliases cannot be used here` };
      return visit.BREAK;
    },
    Pair: (_, { key }) => {
      if (!isCollection(key)) return undefined;
      found = { at: key.range?.[0] ?? 0, detail: "a list or map cannot be a key" };
      return visit.BREAK;
    },
  });
  return found;
}

/** Where the value at a path stands, or the key of this name in it; where it is missing, what it is missing in. */
function offsetOf(document: Document, path: readonly (string | number)[], key: string | undefined): number {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair =
    key === undefined || !isMap(node) ? undefined : node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  const at = pair?.key ?? node;
  if (isNode(at) && at.range) return at.range[0];
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1), undefined);
}
