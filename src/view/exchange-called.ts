import { plainText, shortText } from "./plain-text.ts";

/**
 * To the side that joins by typing, which names the folder itself: how the partner calls it, where that is another name. Names may differ on each machine, so
 * it is no failure. `called` null: the handshake file does not say. `used`: the folder's own name here.
 */
export function calledOtherwise(name: string, partner: string, called: string | null, used: string): string | null {
  if (called === null || called === used) return null;
  return `${plainText(partner)} calls the exchange folder "${shortText(plainText(called), 60)}", and it is "${shortText(plainText(used), 60)}" here. If that is another folder, \`issue-ferry exchange ${plainText(name)} DIR\` names the right one.`;
}
