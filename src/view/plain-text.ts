/** ESC sequences as terminals know them: CSI, the strings (OSC, DCS, SOS, PM, APC) to their end, and two-letter ones. */
const ESCAPES =
  // oxlint-disable-next-line no-control-regex
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]/g;

// oxlint-disable-next-line no-control-regex
const BREAKS = /(?:\r\n|[\t\n\u000b\f\r\u0085\u2028\u2029])+/g;

/**
 * What turns, hides or joins text unseen: all format characters (bidi controls among them) but the two joiners that words and emoji need,
 * and the control characters.
 */
const UNSEEN = /(?![\u200c\u200d])[\p{Cf}\p{Cc}]/gu;

/**
 * Text from issues, partners and files on one line of a terminal: no escape sequences, control characters, line breaks or bidi controls.
 * What is left is shown as it is. Total and idempotent.
 */
export function plainText(text: string): string {
  return text.replace(ESCAPES, "").replace(BREAKS, " ").replace(UNSEEN, "").toWellFormed();
}

/** The same for a text of several lines, each of them plain. */
export function plainLines(text: string): string[] {
  return text
    .replace(ESCAPES, "")
    .split(/\r\n|[\n\r]/)
    .map((line) => plainText(line.replaceAll("\t", "    ")));
}

/** Not longer than `length` characters; what was cut shows as an ellipsis. */
export function shortText(text: string, length: number): string {
  const plain = [...plainText(text)];
  return plain.length <= length ? plain.join("") : `${plain.slice(0, length - 1).join("")}…`;
}
