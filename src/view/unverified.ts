import { plainText } from "./plain-text.ts";

/** The first publish or accept without compared numbers: what to compare, and how to go on. */
export function unverifiedSentence(name: string, partner: string, number: string): string {
  return (
    `The safety number of ${name} (${plainText(partner)}) was not compared yet: ${number}. ` +
    `Compare it with the partner by phone or in person, then run \`issue-ferry verify ${name}\`; or go on without checking by --unverified.`
  );
}
