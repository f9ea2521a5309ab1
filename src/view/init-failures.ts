import { openSentence } from "./open-failures.ts";
import { plainText } from "./plain-text.ts";
import { type Surface, by } from "./ways.ts";

export type InitTrouble =
  | { readonly kind: "broken project file"; readonly at: string; readonly line: number; readonly detail: string }
  | { readonly kind: "no folder"; readonly at: string }
  | { readonly kind: "inside project"; readonly at: string; readonly outer: string }
  | { readonly kind: "bad project name" | "bad key" | "issues outside"; readonly word: string }
  | { readonly kind: "cannot make"; readonly at: string; readonly detail: string };

/** Why a folder was not made a project, and what to do. */
export function initSentence(failure: InitTrouble, surface: Surface = "command line"): string {
  switch (failure.kind) {
    case "broken project file":
      return openSentence(failure, surface);
    case "no folder":
      return `${plainText(failure.at)} is not a folder. Make it first, or name another one${by(surface, "--project")}.`;
    case "inside project":
      return `${plainText(failure.at)} lies in the project ${plainText(failure.outer)}, which works from there, too. If it is to be a project of its own, say so${by(surface, "--nested")}.`;
    case "bad project name":
      return `"${plainText(failure.word)}" is no name for a project. Use one line of up to 100 characters${by(surface, "--name")}.`;
    case "bad key":
      return `"${plainText(failure.word)}" cannot begin keys. Use 1 to 10 capital letters or digits, a letter first${by(surface, "--key")}.`;
    case "issues outside":
      return `The issues must lie in a folder inside the project, but "${plainText(failure.word)}" is none. Choose another one${by(surface, "--issues")}.`;
    case "cannot make":
      return `${plainText(failure.at)} cannot be made a project (${failure.detail}). Check that you may write there.`;
  }
}
