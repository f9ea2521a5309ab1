import type { Contract, ContractField, ContractTerms } from "../../model/contract.ts";

/** Whether two contracts say the same; their numbers aside. The order of types, fields and values counts: people see it. */
export function sameTerms(a: ContractTerms | Contract, b: ContractTerms | Contract): boolean {
  return JSON.stringify(termsOf(a)) === JSON.stringify(termsOf(b));
}

/** What the hash in a handshake file is taken over (docs/PROTOCOL.md 3, "Few trips"). */
export function announcedBytes(terms: ContractTerms): Uint8Array {
  return new TextEncoder().encode(`Issue Ferry 1 contract${JSON.stringify(termsOf(terms))}`);
}

function termsOf({ types, fields, comments, deletes, attachments, links }: ContractTerms): readonly unknown[] {
  return [types, fields.map(fieldOf), comments, deletes, attachments, links];
}

function fieldOf({ name, kind, direction, policy, values }: ContractField): readonly unknown[] {
  return [name, kind, direction, policy, values ?? null];
}
