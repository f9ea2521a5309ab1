import type { ContractField } from "../model/contract.ts";
import { type Failure, type Result, failed, ok } from "../model/failure.ts";
import type { Value } from "../model/value.ts";
import { wayTo } from "../model/workflow.ts";
import type { Rules } from "./rules.ts";
import { translateIn } from "./translation.ts";

/**
 * The values, in our words, that our tracker takes a field through before it has the last one, by the steps of the contract: none where it may go there at
 * once, or has no value yet. Leads over no value for which we have no word.
 */
export function wayHere(rules: Rules, field: ContractField, from: Value, to: Value): Result<readonly Value[], Failure> {
  if (field.workflow === undefined || from === null) return ok([]);
  const way =
    typeof from === "string" && typeof to === "string"
      ? wayTo(field.workflow, from, to, (value) => translateIn(rules, field, value).ok)
      : null;
  if (way === null) return failed({ code: "NO_TRANSITION", field: field.name, value: to });
  return ok(
    way.slice(0, -1).flatMap((value) => {
      const ours = translateIn(rules, field, value);
      return ours.ok ? [ours.value] : [];
    }),
  );
}
