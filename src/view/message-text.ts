import { plainText } from "./plain-text.ts";

/**
 * Text for the editor's notifications, dialogs and input boxes. There, `[text](command:...)` becomes a link that runs a command at one click, and
 * in the question of a box `$(name)` becomes an icon; a partner's text may hold both. What would be read so is kept apart by a character of no
 * width: what is left is shown as it is, and nothing of it is a link or an icon. Its lines stay lines, each of them plain. Total and idempotent.
 */
export function messageText(text: string): string {
  return text.split("\n").map(plainText).join("\n").replaceAll("](", "]\u2060(").replaceAll("$(", "$\u2060(");
}

/**
 * The same for rows of boxes and short words in the status bar, on one line. There, `$(name)` becomes an icon, and ours say how something
 * stands: what a partner writes must not look like them.
 */
export function boxText(text: string): string {
  return plainText(text).replaceAll("$(", "$\u2060(");
}

/**
 * Text for a document that the editor reads as Markdown, where a link may run a command as well and an image is fetched: nothing in it is a link, an
 * address in angle brackets or an image. It is shown as it is. Total and idempotent.
 */
export function linklessText(text: string): string {
  return text
    .replaceAll("](", "]\u2060(")
    .replaceAll("![", "!\u2060[")
    .replaceAll(/<(?!\u2060)/g, "<\u2060");
}
