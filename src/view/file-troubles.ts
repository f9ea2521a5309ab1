import { counted } from "./ages.ts";
import { plainText } from "./plain-text.ts";
import { type Surface, way } from "./ways.ts";

/** The sender looks after its files until they are taken. */
const AGAIN = "If it is the partner's, their Issue Ferry puts it there again by itself, the next time that it runs.";

const SENTENCES: ReadonlyMap<string, string> = new Map([
  ["NOT_A_MESSAGE", `is damaged, or no message at all. ${AGAIN}`],
  ["TOO_LARGE", "is larger than any message may be."],
  ["PARTNER_IS_NEWER", "was made by a newer version. Update Issue Ferry here."],
  ["NAME_MISMATCH", `is damaged, still arriving, or was renamed. ${AGAIN}`],
  ["OTHER_CONNECTION", "belongs to another connection: somebody has copied it here."],
  ["OTHER_SENDER", "says it is from somebody else: somebody has copied it here."],
  ["WEAK_KEY", "brings a key that protects nothing."],
  ["BAD_SIGNATURE", "is not signed by the partner: it is damaged, or not theirs."],
  ["NOT_OPENED", "is not sealed for this connection."],
  ["TOO_LARGE_INSIDE", "holds more than any message may."],
  ["BROKEN_INSIDE", "cannot be unpacked."],
  ["CHAIN_BROKEN", "does not follow the file before it. A copy of the partner's project may be alive."],
  ["OTHER_GENERATION", "answers an older or newer state of this project."],
  [
    "IDENTITY_NOT_TAKEN",
    "says that the partner signs with another identity key, but that is not signed for this connection by the key that they have here.",
  ],
  [
    "IDENTITY_DISPUTED",
    "says that the partner signs with another identity key than they do: somebody else has their former key. Compare the safety number by phone.",
  ],
  ["NO_KEY", "is sealed to a key that this project does not have."],
]);

/** Why a file in the partner's part of the exchange folder was left alone. It changes nothing and blocks nothing else. */
export function troubleSentence(name: string, code: string): string {
  return `${plainText(name)} ${SENTENCES.get(code) ?? `was not taken (${plainText(code)}).`}`;
}

/** Of what is not the partner's next file, and may be anybody's. */
export const MAY_BE_DELETED = "Nothing waits for it, and you may delete it: what is the partner's, their Issue Ferry puts there again.";

export function strayFilesSentence(count: number, surface: Surface): string {
  return `${counted(count, "file")} beside the partner's next one ${count === 1 ? "was" : "were"} not taken, and may be anybody's; ${way(surface, "doctor")} says which.`;
}

export function hasTroubleSentence(code: string): boolean {
  return SENTENCES.has(code);
}
