/**
 * A filter over the issues of this project, in its own words (docs/USER-GUIDE.md, "Which issues you share"). Plain data, so that it can be kept and
 * compared.
 */
export type FilterNode =
  | { readonly kind: "and" | "or"; readonly parts: readonly FilterNode[] }
  | { readonly kind: "not"; readonly part: FilterNode }
  /** One of the values; null: nothing is set. */
  | { readonly kind: "is"; readonly field: string; readonly values: readonly (string | null)[] }
  /** Dates by the calendar, numbers by size. */
  | { readonly kind: "order"; readonly field: string; readonly than: "<" | "<=" | ">" | ">="; readonly value: string }
  /** A part of a text, or an entry of a list, in capital or small letters. */
  | { readonly kind: "contains"; readonly field: string; readonly text: string };

/** Stands for title and body together. */
export const ANY_TEXT = "text";

export type FilterFaultCode =
  | "EMPTY"
  | "TOO_LONG"
  | "TOO_DEEP"
  | "OPEN_QUOTE"
  | "OPEN_PARENTHESIS"
  | "NO_CONDITION"
  | "NO_FIELD"
  | "NO_COMPARISON"
  | "NO_VALUE"
  | "NO_ORDER"
  | "NO_LIST"
  | "TOO_MUCH";

/** Why a text is no filter: where (from 0) and the word found there, empty at the end. `near`: the field that was most likely meant. */
export interface FilterFault {
  readonly code: FilterFaultCode;
  readonly at: number;
  readonly found: string;
  readonly near?: string;
}
