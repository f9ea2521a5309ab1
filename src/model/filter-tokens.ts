import type { FilterFault } from "./filter.ts";
import { type Result, failed, ok } from "./failure.ts";

/** `sign`: an operator, a comma or a parenthesis. */
export interface FilterToken {
  readonly kind: "word" | "quoted" | "sign";
  readonly text: string;
  readonly at: number;
}

const TOKEN = /\s*(?:(?<sign><=|>=|!=|[()<>=,:])|"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<word>[^\s()<>=!,:"']+(?:'[^\s()<>=!,:"']+)*))/y;

/** The words and signs of a filter, in order. */
export function filterTokens(text: string): Result<readonly FilterToken[], FilterFault> {
  const tokens: FilterToken[] = [];
  const pattern = new RegExp(TOKEN.source, TOKEN.flags);
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const from = pattern.lastIndex;
    const found = pattern.exec(text);
    const at = from + (text.slice(from).length - text.slice(from).trimStart().length);
    if (!found) {
      const sign = text.charAt(at);
      return failed({ code: sign === "!" ? "NO_CONDITION" : "OPEN_QUOTE", at, found: sign });
    }
    const { sign, double, single, word } = found.groups ?? {};
    if (sign !== undefined) tokens.push({ kind: "sign", text: sign, at });
    else if (word !== undefined) tokens.push({ kind: "word", text: word, at });
    else tokens.push({ kind: "quoted", text: double ?? single ?? "", at });
  }
  return ok(tokens);
}
