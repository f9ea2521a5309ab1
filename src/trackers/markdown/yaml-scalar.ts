/** Begins like a word and has nothing inside that YAML or a formatter could read otherwise. */
const PLAIN = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}_./+@<>()=$;?~^&*!%'"-]|:(?=[^ ])|(?<! )#| (?! ))*$/u;

/** A number as every reader and formatter leaves it. */
const NEGATIVE = /^-\d+(?:\.\d+)?$/;

/** Characters that some reader takes for a line end, or nobody sees. */
const INVISIBLE = /[\u007f-\u009f\u00ad\u2028-\u202f\u2060-\u206f\u200b-\u200f\ufeff\ufff0-\uffff]/g;

/** Any text as a YAML scalar of one line: plain where that is safe, else in double quotes. Read back by the failsafe schema it is the same text. */
export function yamlScalar(text: string): string {
  if (NEGATIVE.test(text)) return text;
  if (PLAIN.test(text) && !text.endsWith(" ") && !text.endsWith(":")) return text;
  return JSON.stringify(text).replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
