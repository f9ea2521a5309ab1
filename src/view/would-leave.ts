import type { Failure } from "../model/failure.ts";
import { counted } from "./ages.ts";
import { stayWords } from "./file-words.ts";
import { plainText } from "./plain-text.ts";
import { type Surface, way } from "./ways.ts";

export interface Leaving {
  /** Nothing could be counted. */
  readonly unread?: true;
  /** No issue goes now, and all that come, or those that fit the choice, go without being marked. */
  readonly byItself?: "all" | "some";
  readonly issues: number;
  /** The first keys. */
  readonly keys: readonly string[];
  readonly comments: number;
  readonly files?: number;
  readonly links?: number;
  /** Files and links that stay here, the first by name. */
  readonly stays?: StayingShown;
  readonly people: readonly string[];
  /** Issues of the partner that this side takes part in. */
  readonly theirs: number;
  /** Issues of which something cannot leave. */
  readonly cannot: { readonly issues: number; readonly keys: readonly string[]; readonly fields: readonly string[] };
  /** A settings file that is there already lets mail addresses go, or issues of other partners. */
  readonly emails?: true;
  readonly forwards?: true;
  /** Fields of the contract that this project has not, or of another kind (`here`); without a kind: `attachments` or `links`, for which it has no place. */
  readonly lacks?: readonly { readonly field: string; readonly kind: string | null; readonly here: string | null }[];
}

export interface StayingShown {
  readonly number: number;
  readonly shown: readonly { readonly key: string; readonly part: string; readonly failure: Failure }[];
}

/** What the partner would get to see, before the first publish or accept. `partner`: what people call it. */
export function leavingSentence(leaving: Leaving, surface: Surface = "command line", partner = "the partner"): string {
  const { theirs, cannot, unread } = leaving;
  if (unread)
    return `What would go to ${plainText(partner)} cannot be counted now, since the issues cannot be read; ${way(surface, "status")} says why. Decide when they can.`;
  const sentences = [ownSentence(leaving, surface, plainText(partner))];
  if (theirs > 0)
    sentences.push(`What you edit or comment in ${counted(theirs, "issue")} of the partner goes back to them, with your name.`);
  if (leaving.issues > 0 && cannot.issues > 0) sentences.push(stuckSentence(cannot));
  if (leaving.stays) sentences.push(stayingSentence(leaving.stays));
  if (leaving.lacks) sentences.push(...lackSentences(leaving.lacks));
  return sentences.join(" ");
}

const PART_WORDS: Readonly<Record<string, string>> = { attachments: "files", links: "links" };

/** What of the contract this project has no place for, or one of another kind. */
export function lackSentences(lacks: NonNullable<Leaving["lacks"]>): string[] {
  const none = lacks.filter(({ here, kind }) => here === null && kind !== null).map(({ field, kind }) => `${plainText(field)} (${kind})`);
  const others = lacks.flatMap(({ field, kind, here }) => (here === null ? [] : `${plainText(field)} is ${here} here and ${kind} there`));
  const parts = lacks.filter(({ kind }) => kind === null).map(({ field }) => PART_WORDS[field] ?? plainText(field));
  const cure = "What comes in it is not written here, and shown as an error, until .issue-ferry/project.yaml has it.";
  return [
    ...(none.length === 0 ? [] : [`This project has no field ${none.join(", ")}. ${cure}`]),
    ...(parts.length === 0
      ? []
      : [`This project's tracker has no place for ${parts.join(" and ")}. What comes of them is not written here, and shown as an error.`]),
    ...(others.length === 0 ? [] : [`Other kinds of values: ${others.join(", ")}. What comes there is not written here.`]),
  ];
}

function ownSentence(
  { byItself, issues, keys, comments, files = 0, links = 0, people, theirs }: Leaving,
  surface: Surface,
  partner: string,
): string {
  if (issues === 0) {
    const other = theirs > 0 ? "" : ` What ${partner} shares comes to you all the same.`;
    if (byItself === "all")
      return `There is no issue to send to ${partner} yet. Every issue that is made here from now on goes to them by itself, with what the contract names and the names of its people.${other}`;
    if (byItself === "some")
      return `No issue here fits what you share with ${partner} yet. Each one that does goes to them by itself, with what the contract names and the names of its people.${other}`;
    return `You share no issue with ${partner} so far; mark some with ${way(surface, "share")}.${other}`;
  }
  const shown = keys.map(plainText).join(", ") + (issues > keys.length ? ", ..." : "");
  const names =
    people.length === 0 ? "nobody's name" : `the ${people.length === 1 ? "name" : "names"} of ${people.map(plainText).join(", ")}`;
  const beside = [...(files > 0 ? [counted(files, "file")] : []), ...(links > 0 ? [counted(links, "link")] : [])];
  const parts = [`${counted(issues, "issue")} (${shown})`, counted(comments, "comment"), ...beside];
  return `To ${partner} go ${parts.join(", ")} and ${names}.`;
}

/** Files and links that do not travel are no error: which, and why. */
export function stayingSentence({ number, shown }: StayingShown): string {
  const named = shown.map(({ key, part, failure }) => `${plainText(key)}: ${stayWords(part, failure)}`).join("; ");
  const more = number > shown.length ? `; and ${number - shown.length} more` : "";
  return `Of files and links ${number} ${number === 1 ? "stays" : "stay"} here (${named}${more}).`;
}

function stuckSentence({ issues, keys, fields }: Leaving["cannot"]): string {
  const shown = keys.map(plainText).join(", ") + (issues > keys.length ? ` and ${issues - keys.length} more` : "");
  const parts = fields.map(plainText).join(", ");
  return `Of ${counted(issues, "issue")} (${shown}) something has no word in the contract or is too long (${parts}): it stays here, and a new issue with it.`;
}
