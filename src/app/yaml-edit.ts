import { isDeepStrictEqual } from "node:util";
import { type Document, type Node, type Pair, type YAMLMap, type YAMLSeq, isMap, isNode, isScalar, isSeq, parseDocument } from "yaml";
import { type Result, failed, ok } from "../model/failure.ts";
import { flowText, nestedText, scalarText } from "./yaml-text.ts";
import { type Plain, type YamlEdit, type YamlPath, editedPlain } from "./yaml-plain.ts";

/** `text` takes the place of what stands from `start` to `end`. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** `broken`: the text is no YAML that could be edited. `taken`: the key is there already. `gone`: what should change is not there any more. */
export type YamlEditFailure = "broken" | "taken" | "gone";

/**
 * What one edit changes in a YAML text: as little as possible, so that comments, order and style of all the rest stay. The result is read again and
 * must say what was meant, and nothing else; where that cannot be, the whole text is written anew, with its comments.
 */
export function editYaml(text: string, edit: YamlEdit): Result<TextChange, YamlEditFailure> {
  const before = read(text);
  if (before === null) return failed("broken");
  const expected = editedPlain(before.plain, edit);
  if (!expected.ok) return expected;
  const change = changeIn(text, before.document, edit);
  if (change && isDeepStrictEqual(read(applied(text, change))?.plain, expected.value)) return ok(change);
  const whole = { start: 0, end: text.length, text: rewritten(before.document, edit) };
  return isDeepStrictEqual(read(whole.text)?.plain, expected.value) ? ok(whole) : failed("broken");
}

export function applied(text: string, { start, end, text: instead }: TextChange): string {
  return text.slice(0, start) + instead + text.slice(end);
}

function read(text: string): { readonly document: Document; readonly plain: Plain } | null {
  const document = parseDocument(text, { logLevel: "silent", prettyErrors: false });
  if (document.errors.length > 0 || (document.contents !== null && !isMap(document.contents))) return null;
  return { document, plain: (document.toJS({ maxAliasCount: 0 }) ?? {}) as Plain };
}

function rewritten(document: Document, edit: YamlEdit): string {
  const { path } = edit;
  const copy = document.clone();
  if (edit.kind === "set") copy.setIn(path, copy.createNode(edit.value));
  else if (edit.kind === "remove") removeIn(copy, path);
  else {
    const map = path.length === 1 ? copy.contents : copy.getIn(path.slice(0, -1), true);
    const pair = isMap(map) ? pairOf(map, String(path.at(-1))) : undefined;
    if (pair) pair.key = copy.createNode(edit.to);
  }
  return copy.toString({ lineWidth: 0 });
}

function removeIn(document: Document, path: YamlPath): void {
  document.deleteIn(path);
  const around = path.slice(0, -1);
  const parent: unknown = around.length === 0 ? null : document.getIn(around);
  if (isMap(parent) && parent.items.length === 0) removeIn(document, around);
}

/** null: this text is written in a way that is not edited piece by piece. */
function changeIn(text: string, { contents }: Document, edit: YamlEdit): TextChange | null {
  if (contents === null) return edit.kind === "set" ? appended(text, edit.path, edit.value) : null;
  if (!isMap(contents)) return null;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const change = new Editor(text).change(contents, edit);
  return change && { ...change, text: change.text.replaceAll("\n", eol) };
}

/** To a file that holds nothing but comments. */
function appended(text: string, path: YamlPath, value: Plain): TextChange {
  const gap = text === "" || text.endsWith("\n") ? "" : "\n";
  return { start: text.length, end: text.length, text: `${gap}${nestedText(path, value, 0).trimStart()}\n` };
}

class Editor {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  change(root: YAMLMap, { path, ...edit }: YamlEdit): TextChange | null {
    switch (edit.kind) {
      case "set":
        return this.#set(root, path, edit.value);
      case "remove":
        return this.#remove(root, path);
      case "rename": {
        const [map] = this.#around(root, path);
        const key = isMap(map) ? pairOf(map, String(path.at(-1)))?.key : undefined;
        if (!isScalar(key) || !key.range || !isMap(map)) return null;
        return { start: key.range[0], end: key.range[1], text: scalarText(edit.to, map.flow === true) };
      }
    }
  }

  #set(root: YAMLMap, path: YamlPath, value: Plain): TextChange | null {
    let node: YAMLMap | YAMLSeq = root;
    for (let i = 0; i < path.length; i++) {
      const part = path[i] ?? "";
      const rest = path.slice(i + 1);
      const item: unknown = isMap(node) ? pairOf(node, String(part)) : node.items[Number(part)];
      if (item === undefined) return isMap(node) ? this.#intoMap(node, String(part), rest, value) : this.#intoList(node, rest, value);
      const inside: unknown = isMap(node) ? (item as Pair).value : item;
      if (rest.length === 0 || !(isMap(inside) || isSeq(inside)) || inside.items.length === 0)
        return isMap(node) ? this.#inPair(node, item as Pair, rest, value) : this.#instead(node, inside, rest, value);
      node = inside;
    }
    return null;
  }

  /** Another value behind a key. */
  #inPair(map: YAMLMap, pair: Pair, rest: YamlPath, value: Plain): TextChange | null {
    const colon = this.#colonEnd(pair);
    const old = pair.value;
    if (colon === null || (isNode(old) && (old.anchor !== undefined || old.tag?.startsWith("!") === true))) return null;
    const isInline = rest.length === 0 && (isShort(value) || map.flow === true);
    // A list or map that is written line by line may have a comment behind its key.
    const start = isNode(old) && old.range && !isBlock(old) && !isNothing(old) ? old.range[0] : colon;
    const end = Math.max(start, this.#end(pair));
    if (isInline) return { start, end, text: `${start === colon ? " " : ""}${flowText(value, map.flow === true)}` };
    if (map.flow === true) return { start, end, text: `${start === colon ? " " : ""}${flowText(nested(rest, value), true)}` };
    const indent = this.#column(pair) + 2;
    return { start: colon, end, text: nestedText(rest, value, indent) };
  }

  #instead(list: YAMLSeq, old: unknown, rest: YamlPath, value: Plain): TextChange | null {
    if (!isNode(old) || !old.range || isBlock(old)) return null;
    return { start: old.range[0], end: this.#endOf(old), text: flowText(nested(rest, value), list.flow === true) };
  }

  #intoMap(map: YAMLMap, key: string, rest: YamlPath, value: Plain): TextChange | null {
    const last = map.items.at(-1);
    if (map.flow === true) {
      const said = `${scalarText(key, true)}: ${flowText(nested(rest, value), true)}`;
      if (last) return this.#at(this.#end(last), `, ${said}`);
      return map.range ? { start: map.range[0], end: map.range[1], text: `{ ${said} }` } : null;
    }
    const first = map.items[0];
    if (!last || !first) return null;
    const column = this.#column(first);
    const lines = nestedText([key, ...rest], value, column);
    return this.#at(this.#lineEnd(this.#end(last)), lines);
  }

  #intoList(list: YAMLSeq, rest: YamlPath, value: Plain): TextChange | null {
    const last = list.items.at(-1);
    const item = nested(rest, value);
    if (list.flow === true) {
      if (isNode(last)) return this.#at(this.#endOf(last), `, ${flowText(item, true)}`);
      return list.range ? { start: list.range[0], end: list.range[1], text: `[${flowText(item, true)}]` } : null;
    }
    if (!isNode(last) || !list.range) return null;
    const column = this.#columnAt(list.range[0]);
    return this.#at(this.#lineEnd(this.#endOf(last)), nestedText([0], item, column));
  }

  #remove(root: YAMLMap, path: YamlPath): TextChange | null {
    const [parent] = this.#around(root, path);
    if (isSeq(parent)) return this.#removeItem(root, parent, path);
    if (!isMap(parent)) return null;
    const pair = pairOf(parent, String(path.at(-1)));
    if (!pair || !isNode(pair.key) || !pair.key.range) return null;
    // What holds nothing any more goes, too.
    if (parent.items.length === 1) return path.length === 1 ? null : this.#remove(root, path.slice(0, -1));
    const [start, end] = [pair.key.range[0], this.#end(pair)];
    if (parent.flow === true) return this.#fromFlow(start, end);
    return this.#lines(start, end);
  }

  #removeItem(root: YAMLMap, list: YAMLSeq, path: YamlPath): TextChange | null {
    const item: unknown = list.items[Number(path.at(-1))];
    if (!isNode(item) || !item.range) return null;
    if (list.items.length === 1) return this.#set(root, path.slice(0, -1), []);
    if (list.flow === true) return this.#fromFlow(item.range[0], this.#endOf(item));
    const dash = this.#text.lastIndexOf("-", item.range[0]);
    return this.#lines(dash, this.#endOf(item));
  }

  /** With the comma behind it, else with the one before. */
  #fromFlow(start: number, end: number): TextChange | null {
    const behind = /^\s*,[ \t]*/.exec(this.#text.slice(end));
    if (behind) return { start, end: end + behind[0].length, text: "" };
    const before = /,\s*$/.exec(this.#text.slice(0, start));
    return before ? { start: start - before[0].length, end, text: "" } : null;
  }

  /** Whole lines; null: something else stands before it in its line. */
  #lines(start: number, end: number): TextChange | null {
    const from = this.#text.lastIndexOf("\n", start - 1) + 1;
    if (this.#text.slice(from, start).trim() !== "") return null;
    const to = this.#text.indexOf("\n", end);
    return { start: from, end: to < 0 ? this.#text.length : to + 1, text: "" };
  }

  #around(root: YAMLMap, path: YamlPath): [unknown] {
    let node: unknown = root;
    for (const part of path.slice(0, -1))
      node = isMap(node) ? pairOf(node, String(part))?.value : isSeq(node) ? node.items[Number(part)] : undefined;
    return [node];
  }

  #at(offset: number, text: string): TextChange {
    return { start: offset, end: offset, text };
  }

  #colonEnd({ key }: Pair): number | null {
    if (!isNode(key) || !key.range) return null;
    const found = /^[ \t]*:/.exec(this.#text.slice(key.range[1]));
    return found && key.range[1] + found[0].length;
  }

  #end(pair: Pair): number {
    const { value } = pair;
    const colon = this.#colonEnd(pair) ?? 0;
    return isNode(value) && !isNothing(value) ? this.#endOf(value) : colon;
  }

  #endOf(node: Node): number {
    if ((isMap(node) || isSeq(node)) && isBlock(node)) {
      const last: unknown = node.items.at(-1);
      if (isMap(node) && last) return this.#end(last as Pair);
      if (isNode(last)) return this.#endOf(last);
    }
    const [start, end] = node.range ?? [0, 0];
    return start + this.#text.slice(start, end).trimEnd().length;
  }

  #column({ key }: Pair): number {
    return isNode(key) && key.range ? this.#columnAt(key.range[0]) : 0;
  }

  #columnAt(offset: number): number {
    return offset - (this.#text.lastIndexOf("\n", offset - 1) + 1);
  }

  /** Behind a comment that stands in the same line. */
  #lineEnd(offset: number): number {
    const found = this.#text.slice(offset).search(/\r?\n|$/);
    return offset + found;
  }
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

function isBlock(node: Node): boolean {
  return (isMap(node) || isSeq(node)) && node.flow !== true;
}

/** Nothing is written there: `values:`. */
function isNothing(node: Node): boolean {
  return isScalar(node) && node.value === null && (node.source ?? "") === "";
}

function nested(path: YamlPath, value: Plain): Plain {
  return path.reduceRight<Plain>((inner, part) => (typeof part === "number" ? [inner] : { [part]: inner }), value);
}

/** What fits behind its key: one value, or some of them. */
function isShort(value: Plain): boolean {
  return typeof value !== "object" || value === null || (flowText(value, true).length < 80 && Object.values(value).every(isOne));
}

function isOne(value: unknown): boolean {
  return typeof value !== "object" || value === null || Object.keys(value).length === 0;
}
