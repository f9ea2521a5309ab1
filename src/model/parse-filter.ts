import { type Result, failed, ok } from "./failure.ts";
import { ANY_TEXT, type FilterFault, type FilterFaultCode, type FilterNode } from "./filter.ts";
import { type FilterToken, filterTokens } from "./filter-tokens.ts";
import { isDay } from "./field-kind.ts";
import { nearestWord } from "./nearest-word.ts";

/** Characters, and parentheses and `not` within each other: far more than anybody writes. */
const LONGEST = 4000;
const DEEPEST = 50;

const ORDERS = ["<", "<=", ">", ">="] as const;
const COMPARISONS: ReadonlySet<string> = new Set([...ORDERS, "=", "!=", ":"]);

/** Fields that can be asked for, by their names; null: any. */
export type KnownFields = ReadonlyMap<string, unknown> | null;

/**
 * A filter from its text. Total: whatever the text is, a filter or a fault comes out. One that asks for a field that is not `known` is a fault: what is
 * not there is none of any values, and behind `not` it would name every issue.
 */
export function parseFilter(text: string, known: KnownFields = null): Result<FilterNode, FilterFault> {
  if (text.length > LONGEST) return failed({ code: "TOO_LONG", at: LONGEST, found: "" });
  const tokens = filterTokens(text);
  if (!tokens.ok) return tokens;
  if (tokens.value.length === 0) return failed({ code: "EMPTY", at: 0, found: "" });
  const reader = new Reader(tokens.value, text.trimEnd().length, known);
  const node = reader.whole();
  return reader.fault ? failed(reader.fault) : ok(node);
}

/** What stands where nothing could be read; a filter with a fault is never used. */
const NOTHING: FilterNode = { kind: "or", parts: [] };

/** Reads from left to right. With the first fault the tokens are at their end, so that everything ends. */
class Reader {
  readonly #tokens: readonly FilterToken[];
  readonly #end: number;
  readonly #known: KnownFields;
  #next = 0;
  #depth = 0;
  fault: FilterFault | null = null;

  constructor(tokens: readonly FilterToken[], end: number, known: KnownFields) {
    this.#tokens = tokens;
    this.#end = end;
    this.#known = known;
  }

  whole(): FilterNode {
    const node = this.#any();
    return this.#peek() ? this.#unfit("TOO_MUCH") : node;
  }

  #any(): FilterNode {
    const parts = [this.#all()];
    while (this.#takeWord("or")) parts.push(this.#all());
    return together("or", parts);
  }

  /** Conditions side by side must all hold, with `and` between them or without. */
  #all(): FilterNode {
    const parts = [this.#one()];
    for (;;) {
      if (this.#takeWord("and")) parts.push(this.#one());
      else if (this.#isStart()) parts.push(this.#one());
      else return together("and", parts);
    }
  }

  #isStart(): boolean {
    const token = this.#peek();
    return token !== undefined && (token.kind === "quoted" || token.text === "(" || (token.kind === "word" && !isWord(token, "or")));
  }

  #one(): FilterNode {
    if (++this.#depth > DEEPEST) return this.#unfit("TOO_DEEP");
    const node = this.#takeWord("not") ? ({ kind: "not", part: this.#one() } as const) : this.#condition();
    this.#depth--;
    return node;
  }

  #condition(): FilterNode {
    const token = this.#peek();
    if (token?.text === "(" && token.kind === "sign") return this.#inParentheses(token);
    if (!token || token.kind === "sign" || ["and", "or", "in", "contains"].some((word) => isWord(token, word)))
      return this.#unfit("NO_CONDITION");
    this.#next++;
    const follows = this.#peek();
    if (token.kind === "quoted" && !(follows?.kind === "sign" && COMPARISONS.has(follows.text)))
      return { kind: "contains", field: ANY_TEXT, text: token.text };
    const field = fieldName(token.text);
    const node = this.#comparison(field);
    if (this.fault || !this.#known || field === ANY_TEXT || this.#known.has(field)) return node;
    const near = nearestWord(field, [...this.#known.keys()]);
    this.fault = { code: "NO_FIELD", at: token.at, found: token.text, ...(near !== null && { near }) };
    return NOTHING;
  }

  #inParentheses(open: FilterToken): FilterNode {
    this.#next++;
    const node = this.#any();
    if (this.#takeSign(")")) return node;
    return this.#peek() ? this.#unfit("TOO_MUCH") : this.#unfit("OPEN_PARENTHESIS", open);
  }

  #comparison(field: string): FilterNode {
    if (this.#takeSign(":")) return isOneOf(field, this.#values());
    if (this.#takeSign("=")) return isOneOf(field, [this.#value()]);
    if (this.#takeSign("!=")) return { kind: "not", part: isOneOf(field, [this.#value()]) };
    for (const than of ORDERS) if (this.#takeSign(than)) return { kind: "order", field, than, value: this.#ordered() };
    if (this.#takeWord("contains")) return { kind: "contains", field, text: this.#value() ?? "none" };
    if (this.#takeWord("in")) return isOneOf(field, this.#list());
    if (this.#takeWord("not")) {
      if (this.#takeWord("in")) return { kind: "not", part: isOneOf(field, this.#list()) };
      if (this.#takeWord("contains")) return { kind: "not", part: { kind: "contains", field, text: this.#value() ?? "none" } };
    }
    return this.#unfit("NO_COMPARISON");
  }

  #list(): (string | null)[] {
    if (!this.#takeSign("(")) this.#unfit("NO_LIST");
    const values = this.#values();
    if (!this.#takeSign(")")) this.#unfit("NO_LIST");
    return values;
  }

  #values(): (string | null)[] {
    const values = [this.#value()];
    while (this.#takeSign(",")) values.push(this.#value());
    return values;
  }

  /** The bare word `none`: nothing is set. */
  #value(): string | null {
    const token = this.#peek();
    if (!token || token.kind === "sign") {
      this.#unfit("NO_VALUE");
      return null;
    }
    this.#next++;
    return isWord(token, "none") ? null : token.text;
  }

  #ordered(): string {
    const token = this.#peek();
    const value = this.#value();
    if (value !== null && (isDay(value) || isNumber(value))) return value;
    this.#unfit("NO_ORDER", token);
    return "";
  }

  #peek(): FilterToken | undefined {
    return this.fault ? undefined : this.#tokens[this.#next];
  }

  #takeSign(text: string): boolean {
    const token = this.#peek();
    const there = token?.kind === "sign" && token.text === text;
    if (there) this.#next++;
    return there;
  }

  #takeWord(text: string): boolean {
    const token = this.#peek();
    const there = token !== undefined && isWord(token, text);
    if (there) this.#next++;
    return there;
  }

  /** The first fault stands. */
  #unfit(code: FilterFaultCode, token = this.#peek()): FilterNode {
    this.fault ??= { code, at: token?.at ?? this.#end, found: token?.text ?? "" };
    return NOTHING;
  }
}

function isWord(token: FilterToken, word: string): boolean {
  return token.kind === "word" && token.text.toLowerCase() === word;
}

/** `label:pump` is said of the field `labels`. */
function fieldName(text: string): string {
  return text === "label" ? "labels" : text;
}

function together(kind: "and" | "or", parts: readonly FilterNode[]): FilterNode {
  const [only] = parts;
  return only && parts.length === 1 ? only : { kind, parts };
}

function isOneOf(field: string, values: readonly (string | null)[]): FilterNode {
  return { kind: "is", field, values };
}

export function isNumber(text: string): boolean {
  return /^-?\d+(?:\.\d+)?$/.test(text);
}
