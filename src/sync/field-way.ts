import type { ContractField } from "../model/contract.ts";
import { type Failure, type Result, failed, ok } from "../model/failure.ts";
import { type Value, canonicalValue, sameValue } from "../model/value.ts";
import { wayTo } from "../model/workflow.ts";
import type { Rules } from "./rules.ts";
import { translateIn } from "./translation.ts";

/**
 * The values, in our words, that our tracker takes a field through before it has the last one, by the steps of the contract: none where it may go there at
 * once, or has no value yet. Leads over no value for which we have no word; what is one word here is no step.
 */
export function wayHere(rules: Rules, field: ContractField, from: Value, to: Value): Result<readonly Value[], Failure> {
  if (field.workflow === undefined || from === null) return ok([]);
  const ours = (value: Value): Value | undefined => {
    const word = translateIn(rules, field, value);
    return word.ok ? canonicalValue(word.value) : undefined;
  };
  const [begin, end] = [ours(from), ours(to)];
  if (begin !== undefined && end !== undefined && sameValue(begin, end)) return ok([]);
  const way =
    typeof from === "string" && typeof to === "string" ? wayTo(field.workflow, from, to, (value) => ours(value) !== undefined) : null;
  if (way === null) return failed({ code: "NO_TRANSITION", field: field.name, value: to });
  const words = [begin ?? null, ...way.slice(0, -1).map((value) => ours(value) ?? null), end ?? null];
  return ok(words.filter((word, n) => n === 0 || !sameValue(word, words[n - 1] ?? null)).slice(1, -1));
}
