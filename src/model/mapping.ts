/**
 * One side's own translation between its tracker and the contract, and its own choice of what it shares. Never sent.
 * In a value table the word `refuse` (REFUSE) says that a value has no translation.
 */
export const REFUSE = "refuse";

export interface ValueTable {
  /** Ours -> shared. */
  readonly send: Readonly<Record<string, string>>;
  /** Shared -> ours. */
  readonly receive: Readonly<Record<string, string>>;
  /** What a value that stands in no table becomes: itself, or refused. */
  readonly otherwise: "same" | "refuse";
}

export interface Mapping {
  /** By field name; a field without a table passes as it is. */
  readonly values: Readonly<Record<string, ValueTable>>;
  /** Whether mail addresses of persons travel. */
  readonly emails: boolean;
}

export const DEFAULT_MAPPING: Mapping = { values: {}, emails: false };

/** Which of the issues that this side introduced are shared. */
export type Scope =
  | { readonly kind: "marked" }
  | { readonly kind: "all" }
  /** Every named condition must hold; one of its values is enough. */
  | { readonly kind: "filter"; readonly labels: readonly string[]; readonly statuses: readonly string[] };

export interface ScopeChoice {
  readonly scope: Scope;
  /** Whether issues received over another connection are passed on over this one. */
  readonly forward: boolean;
}
