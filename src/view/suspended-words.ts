import type { RestoreEvidence } from "../model/connection.ts";
import { plainText } from "./plain-text.ts";
import { type Surface, way, wayFirst } from "./ways.ts";

const SHOWN: Readonly<Record<RestoreEvidence, (partner: string) => string>> = {
  "own file": () => "the exchange folder holds messages of this project that its own state does not know",
  "own acknowledgement": () => "the exchange folder says that this project has taken more than its own state knows of",
  "acknowledged ahead": (partner) => `${partner} has taken more from this project than its own state knows of`,
  "acknowledged another": (partner) => `${partner} has taken other messages from this project than its own state knows of`,
  "partner let go": (partner) => `${partner} was told that this project had taken what its own state does not know`,
};

/** What showed that a project was put back to an earlier state or was copied, as the end of a sentence. */
function evidenceWords(evidence: RestoreEvidence, partner: string | null): string {
  return SHOWN[evidence](partner === null ? "the partner" : plainText(partner));
}

/** Why a connection is suspended, what that means, and what there is to do. */
export function suspendedNotes(
  { name, partner, suspendedBy }: { readonly name: string; readonly partner: string | null; readonly suspendedBy?: RestoreEvidence },
  surface: Surface,
): string[] {
  const anew = `${wayFirst(surface, "remove", name)} twice makes room for the connection anew; ${way(surface, "link")} joins issues that both sides have.`;
  if (suspendedBy === undefined)
    return [
      `${name} is suspended: its state is older than what was sent and received, or another copy of this project may be alive. ${anew}`,
    ];
  return [
    `${name} is suspended: ${evidenceWords(suspendedBy, partner)}. So this project was put back to an earlier state, or a copy of it works elsewhere. Nothing is sent or read here until that is settled, and what you edit stays yours.`,
    `If another copy is to go on, let only that one work. If not: ${anew}`,
  ];
}
