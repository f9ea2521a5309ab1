import { type Result, failed, ok } from "../model/failure.ts";
import type { Scope } from "../model/mapping.ts";

/**
 * The small language of `--share` and `share:`: `marked`, `all`, or conditions like `label:pump,winter status:"In progress"`: all of them
 * must hold, one of the values of each is enough. Fails with the word that was not understood.
 */
export function parseScope(text: string): Result<Scope, string> {
  const trimmed = text.trim();
  if (trimmed === "marked" || trimmed === "all") return ok({ kind: trimmed });
  const labels: string[] = [];
  const statuses: string[] = [];
  let rest = trimmed;
  while (rest !== "") {
    const found = /^(?<name>label|status):(?<values>(?:"[^"]+"|[^\s",]+)(?:,(?:"[^"]+"|[^\s",]+))*)(?:\s+|$)/.exec(rest);
    if (!found?.groups) return failed(rest.split(/\s/)[0] ?? rest);
    const values = [...(found.groups["values"] ?? "").matchAll(/"([^"]+)"|([^\s",]+)/g)].map((match) => match[1] ?? match[2] ?? "");
    (found.groups["name"] === "label" ? labels : statuses).push(...values);
    rest = rest.slice(found[0].length);
  }
  return labels.length + statuses.length === 0 ? failed(text) : ok({ kind: "filter", labels, statuses });
}

/** What `parseScope` reads as this scope. */
export function scopeText(scope: Scope): string {
  if (scope.kind !== "filter") return scope.kind;
  const quoted = (values: readonly string[]): string => values.map((value) => (/[\s,]/.test(value) ? `"${value}"` : value)).join(",");
  return [scope.labels.length > 0 && `label:${quoted(scope.labels)}`, scope.statuses.length > 0 && `status:${quoted(scope.statuses)}`]
    .filter((part) => part !== false)
    .join(" ");
}
