import type { Failure } from "../model/failure.ts";
import { REFUSE } from "../model/mapping.ts";
import { plainText } from "./plain-text.ts";
import { capital, partName, quoted } from "./value-text.ts";

/** Why a value, comment or whole issue was not taken, and what to do about it. */
export interface Explained {
  readonly cause: string;
  readonly remedy: string;
}

/** `by`: whose mapping and tracker did not take it. `retry`: a retry here may change something. */
export function explainFailure(failure: Failure, by: "us" | "partner" = "us", retry = true): Explained {
  return (by === "partner" ? refusedByPartner(failure, retry ? ", then retry" : "") : null) ?? explainOwn(failure);
}

/** What reads otherwise where it is the partner's mapping or tracker; null: the same words. */
function refusedByPartner({ code, field, value, detail }: Failure, then: string): Explained | null {
  const said = value === undefined ? "" : ` ${quoted(value)}`;
  const part = field === undefined ? "a value" : partName(field);
  switch (code) {
    case "NO_MAPPING":
      return {
        cause: `${capital(part)}${said} has no translation in the partner's mapping.`,
        remedy: `Choose another value, or ask the partner to add it to their mapping${then}.`,
      };
    case "TRACKER_REFUSED":
      return {
        cause: `The partner's tracker cannot hold ${part}${said}${said && detail ? ":" : ""}${shown(detail)}.`,
        remedy: `Choose another value, or ask the partner what stands in the way${then}.`,
      };
    case "NO_FIELD":
      if (beside(field) !== null)
        return {
          cause: `The partner's tracker has no place for ${beside(field)}.`,
          remedy: "Nothing of them stands there; say it in a comment, or agree on a contract without them.",
        };
      return { cause: `The partner's project has no field ${part}.`, remedy: `Ask the partner to define it${then}.` };
    case "TOO_LONG":
      return { cause: `${capital(part)} is longer than the partner can hold.`, remedy: "Shorten it." };
    default:
      return null;
  }
}

function explainOwn({ code, field, value, detail }: Failure): Explained {
  const part = field === undefined ? "A value" : capital(partName(field));
  const said = value === undefined ? "" : ` ${quoted(value)}`;
  switch (code) {
    case "NO_MAPPING":
      if (detail === REFUSE)
        return {
          cause: `${part}${said} stays here: your mapping refuses it.`,
          remedy: "It stays here until you change the line of the mapping that says so. Choose another value if one is to travel.",
        };
      return {
        cause: `${part}${said} has no translation in the mapping.`,
        remedy:
          'Give it one under "values" in the connection\'s file (what has none there goes by its `otherwise`), or choose another value, then retry.',
      };
    case "NOT_IN_CONTRACT":
      return {
        cause: `${part}${said} is not in the contract.`,
        remedy: "Choose another value, or agree on a contract that has it, then retry.",
      };
    case "WRONG_DIRECTION":
      return {
        cause: `${part} does not travel in this direction by the contract.`,
        remedy: "Let the other side change it, or agree on another contract.",
      };
    case "WRONG_TYPE":
      return { cause: `${part}${said} is not of the kind that the contract wants.`, remedy: "Correct the value." };
    case "VALUE_NOT_LISTED":
      return { cause: `${part}${said} is none of the values that the contract lists.`, remedy: "Choose a listed value, then retry." };
    case "NOT_OWN_COMMENT":
      return { cause: "Only the side that wrote a comment may change or remove it.", remedy: "Answer with a comment of your own." };
    case "NOT_OWN_ATTACHMENT":
      return { cause: "Only the side that attached a file may change or remove it.", remedy: "Attach one of your own." };
    case "LINK_NOT_KNOWN":
      return { cause: `${part}: that issue is not shared with the partner.`, remedy: "Share it, and the link travels, too." };
    case "NO_CONTENT":
      return {
        cause: `${part} is named in the issue, and is not here.`,
        remedy: "Put it back into the folder of its attachments, get it from a partner who has it, or take its line out.",
      };
    case "TRACKER_REFUSED":
      return {
        cause: `The issue's file cannot hold ${part === "A value" ? "this" : part.toLowerCase()}${said}${said && detail ? ":" : ""}${shown(detail)}.`,
        remedy: "Change the value, or the file, then retry.",
      };
    case "NO_TRANSITION":
      return {
        cause: `${part} cannot become${said || " that"} from what it is, by the steps that the contract allows.`,
        remedy: "Choose a value that may follow, then retry.",
      };
    case "NO_FIELD":
      if (beside(field) !== null)
        return {
          cause: `This project's tracker has no place for ${beside(field)}.`,
          remedy: "They stand at the partner only; ask for what matters in a comment, or agree on a contract without them.",
        };
      return { cause: `This project has no field ${part.toLowerCase()}.`, remedy: "Define it in .issue-ferry/project.yaml, then retry." };
    case "TOO_LONG":
      return { cause: `${part} is ${detail ? `longer than${shown(detail)} characters` : "too long"}.`, remedy: "Shorten it." };
    case "BASE_UNKNOWN":
      return { cause: "The partner does not know the version that this edit started from.", remedy: "Retry; it is compared anew." };
    case "ALREADY_SHARED":
      return {
        cause: `The partner has this issue already, through${shown(detail) || " another connection"}: passed on here, too, it would go round in a circle.`,
        remedy:
          "Nothing is lost, and it stays with the connection over which it came first. To end the message, unshare it here, or, where it came from another partner, set `forward` to false in the file of this connection.",
      };
    case "NOT_SHARED":
      return { cause: "The partner does not share this issue.", remedy: "Share it again if it should travel." };
    case "DELETE_NOT_AGREED":
      return {
        cause: "By the contract deletions stay at their own side.",
        remedy: "Delete it at each side, or agree on another contract.",
      };
    case "NOT_UNDERSTOOD":
      if (detail === "TOO_LARGE")
        return {
          cause: "What was sent is too large for the partner, together with what changed there.",
          remedy: "Shorten the texts, or let the partner's edits come first, then retry.",
        };
      return {
        cause: `The partner could not understand what was sent${detail ? ` (${plainText(detail)})` : ""}.`,
        remedy: "Update the older side, then retry.",
      };
  }
}

/** What a tracker may have no place for, by the part of an issue or all of them; null: it is a field, which it may define. */
export function beside(part = ""): string | null {
  if (part === "attachments" || part.startsWith("attachment:")) return "files";
  return part === "links" || part.startsWith("link:") ? "links" : null;
}

/** A value that was given a moment ago, and does not go to this partner. */
export function refusedSentence({ partner, failure }: { readonly partner: string; readonly failure: Failure }): string {
  const { cause, remedy } = explainOwn(failure);
  return `${plainText(partner)} does not get it: ${cause}${failure.detail === REFUSE ? "" : ` ${remedy}`}`;
}

export function failureSentence(failure: Failure): string {
  const { cause, remedy } = explainFailure(failure);
  return `${cause} ${remedy}`;
}

function shown(detail: string | undefined): string {
  return detail ? ` ${plainText(detail)}` : "";
}
