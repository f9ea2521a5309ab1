import type { FilterNode } from "./filter.ts";
import type { Value } from "./value.ts";

/**
 * One side's own translation between its tracker and the contract, and its own choice of what it shares. Never sent.
 * In a table two words say what becomes of a value: `refuse` (it has no translation) and, where no other word is said, `same` (itself).
 */
export const REFUSE = "refuse";
export const SAME = "same";

export interface ValueTable {
  /** Ours -> shared. */
  readonly send: Readonly<Record<string, string>>;
  /** Shared -> ours. */
  readonly receive: Readonly<Record<string, string>>;
  /** What a value that stands in no table becomes, in each direction: itself (SAME), REFUSE, or this value. */
  readonly otherwise: "same" | "refuse" | { readonly send: string; readonly receive: string };
}

/** A text around what a person wrote, such as `[Nordwind] {title}`: the field's name in braces stands for that, once at most. */
export interface Template {
  readonly send?: string;
  readonly receive?: string;
}

export interface Mapping {
  /** By the contract's name of a field; one without a table passes as it is. Each entry of a set is a value of its own. */
  readonly values: Readonly<Record<string, ValueTable>>;
  /** Whether mail addresses of persons travel. */
  readonly emails: boolean;
  /** The contract's name of a field -> this tracker's; the others have one name. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Persons as `Name`, `Name <mail>` or a mail address; of assignees and the like, and of authors of comments. */
  readonly people?: ValueTable;
  /** By the contract's name of a text field without a table. */
  readonly templates?: Readonly<Record<string, Template>>;
  /** By this tracker's name of a field: what it is set to when something arrives, whatever arrives. */
  readonly fixed?: Readonly<Record<string, Value>>;
}

export const DEFAULT_MAPPING: Mapping = { values: {}, emails: false };

/** This tracker's name of a contract's field. */
export function ownField({ fields }: Mapping, name: string): string {
  return fields && Object.hasOwn(fields, name) ? (fields[name] ?? name) : name;
}

/** The contract's name of this tracker's field; null: the contract's field of that name is another one here. */
export function sharedField({ fields = {} }: Mapping, own: string): string | null {
  return Object.keys(fields).find((name) => fields[name] === own) ?? (Object.hasOwn(fields, own) ? null : own);
}

/** Which of the issues that this side introduced are shared. */
export type Scope =
  | { readonly kind: "marked" }
  | { readonly kind: "all" }
  /** Every named condition must hold; one of its values is enough. */
  | { readonly kind: "filter"; readonly labels: readonly string[]; readonly statuses: readonly string[] }
  /** The filter language (docs/USER-GUIDE.md); `text` as it was written. */
  | { readonly kind: "query"; readonly text: string; readonly query: FilterNode };

export interface ScopeChoice {
  readonly scope: Scope;
  /** Whether issues received over another connection are passed on over this one. */
  readonly forward: boolean;
}
