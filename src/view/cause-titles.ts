import type { Failure } from "../model/failure.ts";
import { REFUSE } from "../model/mapping.ts";
import { beside, explainFailure } from "./field-failures.ts";
import { capital, partName, quoted } from "./value-text.ts";

/**
 * Why a value was not taken, for a row that is cut where the side bar ends: what tells it from the others stands first. The sentence with its remedy is
 * in the tooltip (`explainFailure`).
 */
export function shortCause(failure: Failure, by: "us" | "partner" = "us"): string {
  const { code, field, value } = failure;
  const part = field === undefined ? "a value" : partName(field);
  const about = value === undefined ? capital(part) : field === undefined ? quoted(value) : `${quoted(value)} in ${part}`;
  const where = by === "partner" ? "at the partner" : "here";
  switch (code) {
    case "NO_MAPPING":
      return failure.detail === REFUSE && by === "us" ? `${about}: refused by your mapping` : `${about}: no word ${where}`;
    case "NOT_IN_CONTRACT":
      return `${about}: not agreed`;
    case "VALUE_NOT_LISTED":
      return `${about}: not listed`;
    case "WRONG_DIRECTION":
      return `${capital(part)}: does not travel this way`;
    case "WRONG_TYPE":
      return `${about}: of another kind`;
    case "NO_TRANSITION":
      return `${about}: no step leads to it`;
    case "NO_FIELD":
      return beside(field) === null ? `${capital(part)}: no such field ${where}` : `${capital(beside(field) ?? "")}: no place ${where}`;
    case "TRACKER_REFUSED":
      return `${about}: not held ${where}`;
    case "TOO_LONG":
      return `${capital(part)}: too long`;
    case "LINK_NOT_KNOWN":
      return `${capital(part)}: issue not shared`;
    default:
      return explainFailure(failure, by).cause.replace(/\.$/, "");
  }
}
