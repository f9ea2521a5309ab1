import type { Contract, ContractField, ContractTerms } from "../../model/contract.ts";

/** Whether two contracts say the same; their numbers aside. The order of types, fields and values counts: people see it. */
export function sameTerms(a: ContractTerms | Contract, b: ContractTerms | Contract): boolean {
  return JSON.stringify(termsOf(a)) === JSON.stringify(termsOf(b));
}

/** What the hash in a handshake file is taken over (docs/PROTOCOL.md 3, "Few trips"). */
export function announcedBytes(terms: ContractTerms): Uint8Array {
  return new TextEncoder().encode(`Issue Ferry 1 contract${JSON.stringify(termsOf(terms))}`);
}

function termsOf(terms: ContractTerms): readonly unknown[] {
  const { types, fields, comments, deletes, attachments, links } = terms;
  return [types, fields.map(fieldOf), comments, deletes, attachments, links, ...contentsOf(terms)];
}

/** What came later stands at the end, and only where it is said: a contract without it has the hash that it had. */
function fieldOf({ name, kind, direction, policy, values, workflow }: ContractField): readonly unknown[] {
  const usual = [name, kind, direction, policy, values ?? null];
  return workflow === undefined ? usual : [...usual, workflow.map(({ from, to }) => [from, to])];
}

/** What came later stands at the end, and only where it is said: a contract without it has the hash that it had. */
function contentsOf({ contents }: ContractTerms): readonly unknown[] {
  if (contents === undefined || typeof contents === "string") return contents === undefined ? [] : [contents];
  const { largest = null, mediaTypes = null, names = null } = contents;
  return [[largest, mediaTypes, names]];
}

/** Capabilities that a partner must have for these terms (docs/PROTOCOL.md 8). */
export function neededCapabilities({ fields, attachments, links, contents }: ContractTerms): readonly string[] {
  return [
    ...(fields.some(({ workflow }) => workflow !== undefined) ? ["workflow"] : []),
    ...(attachments === "none" ? [] : ["attachments"]),
    ...(links === "none" ? [] : ["links"]),
    ...(contents === undefined ? [] : ["contents"]),
  ];
}
