import { plainText } from "./plain-text.ts";

export interface UnknownConnectionView {
  readonly place: string;
  /** null: not known. */
  readonly partner: string | null;
}

/** That a partner goes on over a connection that this copy of the project does not know, and what to do. */
export function unknownConnectionSentence({ place, partner }: UnknownConnectionView): string {
  const who = partner === null ? "A partner" : plainText(partner);
  return `${who} exchanges with this project over a connection that this copy does not know: ${plainText(place)} holds what this project signed for it. It was put back to before that connection, or a copy of it works elsewhere. If none does, ask the partner to remove the connection at their side, delete that folder, and connect anew; issues stay at both.`;
}
