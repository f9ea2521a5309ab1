import type { ConnectionView } from "../model/snapshot.ts";
import { plainText, shortText } from "./plain-text.ts";
import { type Surface, way } from "./ways.ts";

/**
 * To the side that joins by typing, which names the folder itself: how the partner calls it, where that is another name. Names may differ on each machine, so
 * it is no failure. `called` null: the handshake file does not say. `used`: the folder's own name here.
 */
export function calledOtherwise(name: string, partner: string, called: string | null, used: string): string | null {
  if (called === null || called === used) return null;
  return `${plainText(partner)} calls the exchange folder "${shown(called)}", and it is "${shown(used)}" here. If that is another folder, \`issue-ferry exchange ${plainText(name)} DIR\` names the right one.`;
}

/** The same as long as the partner has not answered, when it is most likely: nothing of theirs has come out of this folder. null: there is nothing to say. */
export function calledNote(
  { name, partner, exchangeCalled: called }: Pick<ConnectionView, "name" | "partner" | "exchangeCalled">,
  surface: Surface = "command line",
): string | null {
  if (called === undefined) return null;
  const who = partner === null ? "The partner" : plainText(partner);
  return `${who} calls the exchange folder "${shown(called.theirs)}", here it is "${shown(called.ours)}", and nothing of theirs has come out of it. If that is another folder, ${way(surface, "exchange", name, "DIR")} names the right one.`;
}

function shown(folder: string): string {
  return shortText(plainText(folder), 60);
}
