import { type RestoreEvidence, isTheirWord } from "../model/connection.ts";
import { relativeAge } from "./ages.ts";
import { plainText } from "./plain-text.ts";
import { type Surface, wayFirst } from "./ways.ts";

const SHOWN: Readonly<Record<RestoreEvidence, (partner: string) => string>> = {
  "own file": () => "the exchange folder holds messages of this project that its own state does not know",
  "own acknowledgement": () => "the exchange folder says that this project has taken more than its own state knows of",
  "own identity": () =>
    "the exchange folder says that the identity key of this project was changed, and its own state does not know that: if nobody here changed it, a thief did, so phone the partner first",
  "acknowledged ahead": (partner) => `${partner} has taken more from this project than its own state knows of`,
  "acknowledged another": (partner) => `${partner} has taken other messages from this project than its own state knows of`,
  "partner begins": (partner) => `${partner} began anew again and again`,
  "joined before": (partner) => `${partner} goes on with this project as it had joined before`,
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
  if (partner === null)
    return [
      `${name} is suspended: this project was put back to before its partner joined, and does not know them any more. Issues stay at both sides. ${wayFirst(surface, "remove", name)} ends it here, once more forgets it. Then connect anew; ask the partner to remove theirs and to join with the new handshake file.`,
    ];
  if (suspendedBy === "joined before")
    return [
      `${name} is suspended: this project joined it before, with a state that is gone, and ${plainText(partner)} goes on with that. Issues stay at both sides. ${wayFirst(surface, "remove", name)} ends it here, once more forgets it. Then connect anew: ask ${plainText(partner)} to remove theirs and for a new handshake file.`,
    ];
  const why =
    suspendedBy === undefined
      ? "its state is older than what was sent and received, or another copy of this project may be alive"
      : suspendedBy === "partner begins"
        ? `${evidenceWords(suspendedBy, partner)}, which costs work for all issues each time. Maybe two copies of their project work, or they keep this one busy`
        : `${evidenceWords(suspendedBy, partner)}. So this project was put back to an earlier state, or a copy of it works elsewhere`;
  const doubt =
    suspendedBy !== undefined && suspendedBy !== "partner begins" && isTheirWord(suspendedBy)
      ? [
          `Only ${partner === null ? "the partner" : plainText(partner)} says so. If nothing was put back here and no copy works, ask them first: whoever goes on believes them in what they say of this project's own values.`,
        ]
      : [];
  return [
    `${name} is suspended: ${why}. Nothing is sent or read here until you say which copy is to go on; what you edit stays yours.`,
    ...doubt,
    `${wayFirst(surface, "goOn", name)}: this one. Never let the other one work again. ${wayFirst(surface, "retire", name)}: the other one. This one keeps its issues and is silent.`,
  ];
}

/** For so long it is said that a connection began anew. */
const RECENT_MS = 7 * 24 * 60 * 60 * 1000;

/** That a side was put back to an earlier state and both went on by themselves. `now`: milliseconds since 1970. */
export function recoveredNotes(
  {
    name,
    partner,
    recovered,
    partnerRecovered,
  }: {
    readonly name: string;
    readonly partner: string | null;
    readonly recovered?: { readonly evidence: RestoreEvidence; readonly time: string };
    readonly partnerRecovered?: string;
  },
  now: number,
): string[] {
  const isRecent = (time: string): boolean => now - Date.parse(time) < RECENT_MS;
  const compared = "Both sides compared what they know of each issue; where they differed, what lost is kept.";
  const notes: string[] = [];
  if (recovered && isRecent(recovered.time))
    notes.push(
      `${name}: this project was put back to an earlier state (${evidenceWords(recovered.evidence, partner)}), and went on ${relativeAge(recovered.time, now)}. ${compared} If a copy of it works elsewhere, stop that one.`,
    );
  if (partnerRecovered !== undefined && isRecent(partnerRecovered))
    notes.push(
      `${name}: ${partner === null ? "the partner" : plainText(partner)} began anew ${relativeAge(partnerRecovered, now)}, since its project was put back to an earlier state. ${compared}`,
    );
  return notes;
}
