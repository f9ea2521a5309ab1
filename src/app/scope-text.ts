import { type Result, ok } from "../model/failure.ts";
import type { FilterFault, FilterFaultCode } from "../model/filter.ts";
import type { Scope } from "../model/mapping.ts";
import { type KnownFields, parseFilter } from "../model/parse-filter.ts";

/**
 * What `--share` and `share:` say: `marked`, `all`, or a filter (docs/USER-GUIDE.md, "Which issues you share"). Conditions of the oldest form, like
 * `label:pump,winter status:"In progress"`, mean what they always did: all named ones must hold, one of the values of each is enough,
 * though one stands twice. `known`: fields that a filter may ask for.
 */
export function parseScope(text: string, known: KnownFields = null): Result<Scope, FilterFault> {
  const trimmed = text.trim();
  if (trimmed === "marked" || trimmed === "all") return ok({ kind: trimmed });
  const query = parseFilter(text, known);
  const plain = plainConditions(trimmed);
  if (plain) return ok(plain);
  return query.ok ? ok({ kind: "query", text: trimmed, query: query.value }) : query;
}

function plainConditions(text: string): Scope | null {
  const labels: string[] = [];
  const statuses: string[] = [];
  if (text.length > 4000) return null;
  let rest = text;
  while (rest !== "") {
    const found = /^(?<name>label|status):(?<values>(?:"[^"]+"|[^\s",]+)(?:,(?:"[^"]+"|[^\s",]+))*)(?:\s+|$)/.exec(rest);
    if (!found?.groups) return null;
    const values = [...(found.groups["values"] ?? "").matchAll(/"([^"]+)"|([^\s",]+)/g)].map((match) => match[1] ?? match[2] ?? "");
    (found.groups["name"] === "label" ? labels : statuses).push(...values);
    rest = rest.slice(found[0].length);
  }
  return labels.length + statuses.length === 0 ? null : { kind: "filter", labels, statuses };
}

/** What `parseScope` reads as this scope. */
export function scopeText(scope: Scope): string {
  if (scope.kind === "query") return scope.text;
  if (scope.kind !== "filter") return scope.kind;
  const quoted = (values: readonly string[]): string => values.map((value) => (/[\s,]/.test(value) ? `"${value}"` : value)).join(",");
  return [scope.labels.length > 0 && `label:${quoted(scope.labels)}`, scope.statuses.length > 0 && `status:${quoted(scope.statuses)}`]
    .filter((part) => part !== false)
    .join(" ");
}

const FAULTS: Readonly<Record<FilterFaultCode, (found: string, near?: string) => string>> = {
  EMPTY: () => "it is empty; write marked, all, or a filter such as label:pump status:New",
  TOO_LONG: () => "it is too long",
  TOO_DEEP: () => "too many parentheses are within each other",
  OPEN_QUOTE: () => "this quotation mark has no second one",
  OPEN_PARENTHESIS: () => "this parenthesis is not closed",
  NO_CONDITION: (found) =>
    `${found === "" ? "after this" : `instead of "${found}"`} a condition is expected, such as status = New, label:pump or "a text"`,
  NO_FIELD: (found, near) => `this project has no field "${found}"${near === undefined ? "" : `; perhaps ${near} is meant`}`,
  NO_COMPARISON: (found) =>
    `${found === "" ? "after this" : `before "${found}"`} a comparison is expected: =, !=, <, <=, >, >=, :, contains or in; a text to search for stands in quotes`,
  NO_VALUE: (found) =>
    `${found === "" ? "after this" : `instead of "${found}"`} a value is expected; one with spaces or signs stands in quotes`,
  NO_ORDER: (found) => `"${found}" is neither a date such as 2026-12-01 nor a number`,
  NO_LIST: () => "after `in` stands a list in parentheses, such as in (New, Open)",
  TOO_MUCH: (found) => `"${found}" is not expected here`,
};

/** What a person who wrote the filter needs to hear. */
export function filterFaultText({ code, at, found, near }: FilterFault): string {
  return `at character ${at + 1}: ${FAULTS[code](found.slice(0, 60), near)}`;
}
