import type { ContractTerms } from "../../src/model/contract.ts";
import type { SeededRandom } from "./seeded-random.ts";

const ATTACHMENTS: readonly ContractTerms["attachments"][] = [
  "none",
  "all",
  "all",
  { largest: 20_000 },
  { mediaTypes: ["image/*"] },
  { names: ["*.png", "*.txt"] },
  { largest: 50_000, mediaTypes: ["text/plain", "application/pdf"], names: ["*.txt"] },
];

/** Half of them on demand. */
const CONTENTS: readonly ContractTerms["contents"][] = [undefined, undefined, "at once", { largest: 20_000, names: ["*.png", "*.txt"] }];

/** A contract with another rule for files, or for links. */
export function otherFileTerms(terms: ContractTerms, random: SeededRandom): ContractTerms {
  if (random.chance(0.3)) return { ...terms, links: terms.links === "none" ? "known" : "none" };
  const { contents: _, ...rest } = terms;
  const attachments = random.pick(ATTACHMENTS);
  const contents = attachments === "none" ? undefined : random.pick(CONTENTS);
  return { ...rest, attachments, ...(contents && { contents }) };
}
