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

/** What came later stands at the end, and only where it is said: a contract without it has the hash that it had. */
function fieldOf({ name, kind, direction, policy, values, workflow }: ContractField): readonly unknown[] {
  const usual = [name, kind, direction, policy, values ?? null];
  return workflow === undefined ? usual : [...usual, workflow.map(({ from, to }) => [from, to])];
}

/** Capabilities that a partner must have for these terms (docs/PROTOCOL.md 8). */
export function neededCapabilities({ fields, attachments, links }: ContractTerms): readonly string[] {
  return [
    ...(fields.some(({ workflow }) => workflow !== undefined) ? ["workflow"] : []),
    ...(attachments === "none" ? [] : ["attachments"]),
    ...(links === "none" ? [] : ["links"]),
  ];
}
