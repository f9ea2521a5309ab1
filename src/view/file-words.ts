import type { Failure } from "../model/failure.ts";
import type { AttachmentView, LinkView } from "../model/snapshot.ts";
import { plainText, shortText } from "./plain-text.ts";
import { bytesText } from "./term-words.ts";
import { partName } from "./value-text.ts";

/** Names come from partners: plain text, never longer than a line. */
function fileName({ name }: { readonly name: string }): string {
  return shortText(plainText(name), 120);
}

/** What is said of a file besides its name. */
function fileFacts({ size, here, theirs }: AttachmentView): string {
  const facts = [...(size === null ? [] : [bytesText(size)]), ...(theirs ? ["of the partner"] : [])];
  return [...facts, here ? "here" : theirs ? "not fetched yet" : "its file is missing"].join(", ");
}

export function fileLine(file: AttachmentView): string {
  return `file: ${fileName(file)}, ${fileFacts(file)}`;
}

function linkWords({ kind, issue, key, title }: LinkView): string {
  return `${shortText(plainText(kind), 60)} ${key === null ? issue : plainText(key)}${title === "" ? "" : `, ${shortText(plainText(title), 80)}`}`;
}

export function linkLine(link: LinkView): string {
  return `link: ${linkWords(link)}`;
}

const OUTSIDE: Readonly<Record<string, string>> = {
  largest: "it is larger than the contract allows",
  mediaTypes: "the contract does not allow files of its kind",
  names: "the contract does not allow such names",
};

/** Why a file or link does not travel. */
export function stayLine(part: string, { code, value, detail }: Failure): string {
  const name = part.startsWith("attachment:") ? `the file ${fileName({ name: typeof value === "string" ? value : "" })}` : partName(part);
  switch (code) {
    case "LINK_NOT_KNOWN":
      return `stays here: ${name}: the other issue is not shared with the partner`;
    case "NO_CONTENT":
      return `stays here: ${name}: it is not here, or still being copied`;
    case "NOT_IN_CONTRACT":
      return `stays here: ${name}: ${OUTSIDE[detail ?? ""] ?? "the contract does not allow it"}`;
    case "TOO_LONG":
      return `stays here: ${name}: there are too many`;
    default:
      return `stays here: ${name}: its name cannot travel`;
  }
}
