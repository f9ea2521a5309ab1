import { CST, Lexer, type Pair, type Scalar, type YAMLSeq, isMap, isScalar, isSeq, parseDocument } from "yaml";
import { type Result, failed, ok } from "../../model/failure.ts";
import type { FileFault, FileFaultCode } from "./file-fault.ts";
import { lineNumberAt } from "./lines.ts";

/** What stands at a key. Offsets count from the start of the YAML text. */
export interface Entry {
  readonly key: string;
  /** Start of the key, and the place behind its colon. */
  readonly start: number;
  readonly colonEnd: number;
  readonly value: EntryValue;
  /** Where the value's text ends; what is behind it on that line is a comment. */
  readonly end: number;
}
export type EntryValue =
  | { readonly kind: "nothing" }
  | { readonly kind: "text"; readonly text: string; readonly start: number }
  | { readonly kind: "list"; readonly items: readonly ListItem[]; readonly block: boolean; readonly start: number }
  /** A key of the user's own that holds something else. */
  | { readonly kind: "other"; readonly start: number };
export interface ListItem {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface FrontMatter {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Spaces before each key. */
  readonly indent: string;
}

/** Longest front matter in characters: duplicate keys are found in time that grows with the square of their number. */
const LONGEST = 32 * 1024;

const FORBIDDEN: Readonly<Record<string, FileFaultCode>> = {
  alias: "YAML_ALIAS",
  anchor: "YAML_ANCHOR",
  tag: "YAML_TAG",
  "directive-line": "YAML_BROKEN",
  "doc-start": "YAML_BROKEN",
  "doc-end": "YAML_BROKEN",
  "explicit-key-ind": "YAML_NOT_A_MAP",
};

/**
 * Reads the YAML between the `---` lines by the failsafe schema: every scalar is text. Refuses whatever could mean more than it
 * says (aliases, anchors, tags, merge keys, repeated keys). `firstLine` is the number of its first line in the file.
 */
export function readFrontMatter(yaml: string, firstLine: number): Result<FrontMatter, FileFault> {
  const fault = (code: FileFaultCode, offset: number, detail?: string) =>
    failed<FileFault>({ code, line: firstLine + lineNumberAt(yaml, offset) - 1, ...(detail !== undefined && { detail }) });
  if (yaml.length > LONGEST) return fault("FRONT_MATTER_TOO_LARGE", 0);
  const forbidden = forbiddenToken(yaml);
  if (forbidden !== null) return fault(forbidden.code, forbidden.offset);
  const document = parsed(yaml);
  if (document === null) return fault("YAML_BROKEN", 0);
  const error = document.errors[0];
  if (error !== undefined) return fault(codeOf(error.code), error.pos[0], keyAt(yaml, error.pos[0]));
  const map = document.contents;
  if (map === null) return ok({ entries: new Map(), indent: "" });
  if (!isMap(map) || map.flow === true) return fault("YAML_NOT_A_MAP", 0);
  const entries = new Map<string, Entry>();
  for (const pair of map.items) {
    const entry = entryOf(yaml, pair);
    if (entry === null) return fault("YAML_NOT_A_MAP", map.range?.[0] ?? 0);
    if (entry.key === "<<") return fault("YAML_MERGE_KEY", entry.start);
    entries.set(entry.key, entry);
  }
  const first = entries.values().next().value?.start ?? 0;
  return ok({ entries, indent: yaml.slice(yaml.lastIndexOf("\n", first - 1) + 1, first) });
}

/** Thousands of nested brackets overflow the library's stack: that is broken YAML, not a bug. */
function parsed(yaml: string): ReturnType<typeof parseDocument> | null {
  try {
    return parseDocument(yaml, { schema: "failsafe", logLevel: "silent", prettyErrors: false });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function forbiddenToken(yaml: string): { readonly code: FileFaultCode; readonly offset: number } | null {
  let offset = 0;
  let scalar = false;
  for (const lexeme of new Lexer().lex(yaml)) {
    const type = CST.tokenType(lexeme);
    const code = scalar || type === null ? undefined : FORBIDDEN[type];
    if (code !== undefined) return { code, offset };
    const isMark = type === "scalar" && lexeme === CST.SCALAR;
    scalar = isMark;
    if (!isMark && !isOtherMark(lexeme)) offset += lexeme.length;
  }
  return null;
}

/** Lexemes of the library that stand for no characters of the source. */
function isOtherMark(lexeme: string): boolean {
  return lexeme === CST.DOCUMENT || lexeme === CST.FLOW_END;
}

function codeOf(error: string): FileFaultCode {
  if (error === "BLOCK_AS_IMPLICIT_KEY") return "YAML_COLON";
  return error === "DUPLICATE_KEY" ? "YAML_DUPLICATE_KEY" : "YAML_BROKEN";
}

function keyAt(yaml: string, offset: number): string | undefined {
  return /^\s*([^\s:][^:\n]{0,60}):/.exec(yaml.slice(yaml.lastIndexOf("\n", offset - 1) + 1))?.[1];
}

function entryOf(yaml: string, pair: Pair): Entry | null {
  const key = pair.key;
  if (!isScalar(key) || typeof key.value !== "string" || key.range === undefined || key.range === null) return null;
  const colon = yaml.indexOf(":", key.range[1]);
  if (colon < 0) return null;
  const at = { key: key.value, start: key.range[0], colonEnd: colon + 1 };
  const value = pair.value;
  if (isScalar(value) && value.range) return { ...at, ...scalarAt(yaml, value, colon + 1) };
  if (isSeq(value) && value.range) return { ...at, value: listAt(value), end: trimmedEnd(yaml, endOf(value)) };
  return isMap(value) && value.range
    ? { ...at, value: { kind: "other", start: value.range[0] }, end: trimmedEnd(yaml, endOf(value)) }
    : { ...at, value: { kind: "nothing" }, end: colon + 1 };
}

function scalarAt(yaml: string, scalar: Scalar, colonEnd: number): Pick<Entry, "value" | "end"> {
  const [start, end] = scalar.range ?? [colonEnd, colonEnd];
  if (start === end || typeof scalar.value !== "string") return { value: { kind: "nothing" }, end: colonEnd };
  return { value: { kind: "text", text: scalar.value, start }, end: trimmedEnd(yaml, end) };
}

function listAt(list: YAMLSeq): EntryValue {
  const start = list.range?.[0] ?? 0;
  const items: ListItem[] = [];
  for (const item of list.items) {
    if (!isScalar(item) || typeof item.value !== "string" || !item.range) return { kind: "other", start };
    if (item.range[0] < item.range[1]) items.push({ text: item.value, start: item.range[0], end: item.range[1] });
  }
  return { kind: "list", items, block: list.flow !== true, start };
}

/** A block collection ends with its last leaf: the comments behind it belong to what follows. */
function endOf(node: unknown): number {
  if (isSeq(node) && node.flow !== true && node.items.length > 0) return endOf(node.items.at(-1));
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    if (last !== undefined) return Math.max(endOf(last.key), endOf(last.value));
  }
  return isScalar(node) || isSeq(node) || isMap(node) ? (node.range?.[1] ?? 0) : 0;
}

function trimmedEnd(yaml: string, end: number): number {
  let at = end;
  while (at > 0 && /\s/.test(yaml[at - 1] ?? "")) at--;
  return at;
}
