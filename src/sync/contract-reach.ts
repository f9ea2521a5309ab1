import type { ContractTerms } from "../model/contract.ts";
import { neededCapabilities } from "../protocol/machines/contract-terms.ts";

/** Why a contract cannot be published; `term` names what the partner does not understand. */
export interface Lacking {
  readonly code: "PARTNER_LACKS_TERM";
  readonly term: string;
}

/** A term that a partner does not understand would be passed over by it, and both sides would mean different contracts. null: all are understood. */
export function lackingFor(terms: ContractTerms, partner: readonly string[]): Lacking | null {
  const lacking = neededCapabilities(terms).find((term) => !partner.includes(term));
  return lacking === undefined ? null : { code: "PARTNER_LACKS_TERM", term: lacking };
}
