import { plainText } from "./plain-text.ts";
import { nearestWord } from "../model/nearest-word.ts";

/** As `sync/mapping-flaws.ts` finds them. */
export type FlawShown = { readonly path: readonly string[] } & (
  | { readonly code: "UNKNOWN_FIELD" | "NO_OWN_FIELD"; readonly field: string; readonly known: readonly string[] }
  | {
      readonly code: "SENT_AS_ONE" | "RECEIVED_AS_ONE";
      readonly field: string;
      readonly words: readonly string[];
      readonly one: string;
      readonly back: string | null;
      readonly twice: boolean;
    }
  | {
      readonly code: "COMES_BACK_OTHERWISE";
      readonly field: string;
      readonly word: string;
      readonly one: string;
      readonly back: string | null;
    }
  | { readonly code: "NOT_LISTED"; readonly field: string; readonly word: string; readonly one: string; readonly listed: readonly string[] }
  | { readonly code: "NO_WORD_HERE"; readonly field: string; readonly one: string }
  | { readonly code: "NO_TEMPLATE"; readonly field: string; readonly because: "kind" | "fixed" }
  | { readonly code: "ONE_WAY_TEXT"; readonly field: string; readonly direction: "send" | "receive"; readonly text: string }
);

/** Whether a person should do something about it; what is none is often wanted, and only said. */
export function isWarning(flaw: FlawShown): boolean {
  return !((flaw.code === "SENT_AS_ONE" || flaw.code === "RECEIVED_AS_ONE") && !flaw.twice);
}

/** What will happen, in one or two sentences. */
export function flawSentence(flaw: FlawShown): string {
  const field = plainText(flaw.field);
  switch (flaw.code) {
    case "UNKNOWN_FIELD":
      return `${flaw.path[0] ?? ""}.${field}: the contract has no field ${field}${meant(flaw.field, flaw.known)}. This has no effect.`;
    case "NO_OWN_FIELD":
      return `${flaw.path[0] ?? ""}: this project has no field ${field}${meant(flaw.field, flaw.known)}. What should stand there is not written.`;
    case "SENT_AS_ONE": {
      const back =
        flaw.back === null ? "is refused when the partner sends it" : `is written here as ${quoted(flaw.back)} when the partner sends it`;
      return `${field}: ${list(flaw.words)} all leave as ${quoted(flaw.one)}, which ${back}. ${untouched(flaw.twice)}`;
    }
    case "RECEIVED_AS_ONE": {
      const back =
        flaw.back === null ? "which does not leave" : `which leaves as ${quoted(flaw.back)} once somebody here has edited the field`;
      return `${field}: ${list(flaw.words)} all arrive as ${quoted(flaw.one)}, ${back}. ${untouched(flaw.twice)}`;
    }
    case "COMES_BACK_OTHERWISE": {
      const back = flaw.back === null ? "is refused when the partner sends it" : `would arrive as ${quoted(flaw.back)}`;
      return `${field}: ${quoted(flaw.word)} leaves as ${quoted(flaw.one)}, and ${quoted(flaw.one)} ${back}. The issue here keeps ${quoted(flaw.word)} until the partner changes the field.`;
    }
    case "NOT_LISTED":
      return `${field}: ${quoted(flaw.word)} leaves as ${quoted(flaw.one)}, which the contract does not list (${flaw.listed.map(plainText).join(", ")}). Issues with it cannot be sent.`;
    case "NO_WORD_HERE":
      return `${field}: the contract lists ${quoted(flaw.one)}, which has no word here. An issue that gets it keeps its old value and shows an error.`;
    case "NO_TEMPLATE":
      return flaw.because === "kind"
        ? `${field}: the contract's field holds no free text, so a text around it has no effect.`
        : `${field}: the field is set to a fixed value here, so a text around what arrives has no effect.`;
    case "ONE_WAY_TEXT":
      return flaw.direction === "send"
        ? `${field}: the text has no {${field}} in it, so the partner sees ${quoted(flaw.text)} for every issue, and edits of the ${field} here never reach them.`
        : `${field}: the text has no {${field}} in it, so every ${field} that arrives stands here as ${quoted(flaw.text)}.`;
  }
}

function untouched(twice: boolean): string {
  return twice
    ? "Words are lost in both directions: an edit of this field at either side may change it to another word at the other. A field that nobody edits stays as it is."
    : "A field that nobody edits stays as it is.";
}

function meant(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known);
  return near === null ? "" : ` (did you mean ${plainText(near)}?)`;
}

function quoted(word: string): string {
  return `"${plainText(word)}"`;
}

function list(words: readonly string[]): string {
  return words.slice(0, 6).map(quoted).join(", ") + (words.length > 6 ? `, and ${words.length - 6} more` : "");
}
