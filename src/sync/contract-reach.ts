import type { ContractTerms } from "../model/contract.ts";
import { neededCapabilities } from "../protocol/machines/contract-terms.ts";
import { CAPABILITIES } from "../protocol/version.ts";

/** Why a contract cannot be published; `term` names what is not understood, or does not travel in this version. */
export interface Lacking {
  readonly code: "TERM_NOT_YET" | "PARTNER_LACKS_TERM";
  readonly term: string;
}

/** A term that a partner does not understand would be passed over by it, and both sides would mean different contracts. null: all are understood. */
export function lackingFor(terms: ContractTerms, partner: readonly string[]): Lacking | null {
  const needed = neededCapabilities(terms);
  const notYet = needed.find((term) => !CAPABILITIES.includes(term));
  if (notYet !== undefined) return { code: "TERM_NOT_YET", term: notYet };
  const lacking = needed.find((term) => !partner.includes(term));
  return lacking === undefined ? null : { code: "PARTNER_LACKS_TERM", term: lacking };
}
