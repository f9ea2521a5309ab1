import { toBase32 } from "../model/base32.ts";
import type { ContractTerms } from "../model/contract.ts";
import type { Crypto } from "../ports/crypto.ts";
import { announcedBytes } from "../protocol/machines/contract-terms.ts";

/** What a handshake file announces of a contract (docs/PROTOCOL.md 3, "Few trips"). */
export function announcedHash(crypto: Pick<Crypto, "sha256">, terms: ContractTerms): string {
  return toBase32(crypto.sha256(announcedBytes(terms)));
}
