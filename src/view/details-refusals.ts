import type { Failure } from "../model/failure.ts";
import { REFUSE } from "../model/mapping.ts";
import { type Value, isSet } from "../model/value.ts";
import { BUTTONS, named } from "./details-words.ts";
import type { PageButton } from "./details-model.ts";
import { type Explained, explainFailure } from "./field-failures.ts";
import { quoted } from "./value-text.ts";

export interface Refusal extends Explained {
  readonly buttons: readonly PageButton[];
}

type Part = { readonly name: string; readonly partner: string };

/** A value of ours that the partner did not take, or that it cannot hold: what to do differs from what we refuse ourselves. */
export function refusedByPartner(part: Part, field: string, value: Value, failure: Failure, again: boolean): Refusal {
  const partner = named(part.partner);
  const buttons = again ? [RETRY, OPEN] : [OPEN];
  const then = again ? ", then retry" : "";
  switch (failure.code) {
    case "NO_MAPPING":
      return {
        cause: `${partner} has no word for ${quoted(value)}.`,
        remedy: `Choose another value, or ask ${partner} to add it to their mapping${then}.`,
        buttons,
      };
    case "TRACKER_REFUSED":
      return {
        cause: `${partner}'s issue cannot hold ${quoted(value)}.`,
        remedy: `Choose another value, or ask ${partner} what stands in the way${then}.`,
        buttons,
      };
    default:
      return { ...explainFailure({ ...failure, field, value }), buttons };
  }
}

/** A value that this side cannot write or cannot send. */
export function refusedHere(part: Part, field: string, value: Value, failure: Failure, way: "send" | "receive"): Refusal {
  const explained = explainFailure({ ...failure, field, value });
  if (failure.code !== "NO_MAPPING") return { ...explained, buttons: [RETRY, OPEN] };
  const missing = failure.value ?? value;
  const isPerson = typeof missing === "object" && missing !== null && !isSet(missing);
  const at = [...(isPerson ? ["people"] : ["values", field]), way];
  const word = isPerson ? missing.name : isSet(missing) || missing === null ? "" : String(missing);
  const mapping: PageButton = { label: BUTTONS.mapping, action: { do: "mapping", connection: part.name, at, word } };
  // What is refused on purpose is no fault of the mapping.
  return { ...explained, buttons: failure.detail === REFUSE ? [OPEN, mapping] : [mapping, RETRY, OPEN] };
}

const RETRY: PageButton = { label: BUTTONS.retry, action: { do: "retry" } };
const OPEN: PageButton = { label: BUTTONS.open, action: { do: "open" } };
