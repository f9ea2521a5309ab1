import type { Failure } from "../model/failure.ts";
import type { Instead } from "../model/tracker-issue.ts";
import type { AttachmentView, LinkView } from "../model/snapshot.ts";
import { amountText } from "./content-words.ts";
import { plainText, shortText } from "./plain-text.ts";
import { bytesText } from "./term-words.ts";
import { partName } from "./value-text.ts";

/** Names come from partners: plain text, never longer than a line. */
export function fileName({ name }: { readonly name: string }): string {
  return shortText(plainText(name), 120);
}

/** Of a partner's file whose content is not here. */
const NOT_HERE: Readonly<Record<Instead | "never came", string>> = {
  "never came": "not fetched yet",
  former: "what lies here is the former content, the new one is not fetched yet",
  another: "not fetched yet, and another file lies in its place",
  gone: "it had come, and is here no more",
};

/** What is said of a file besides its name. */
export function fileFacts({ size, here, theirs, coming, keptAs, instead }: AttachmentView): string {
  const facts = [...(size === null ? [] : [bytesText(size)]), ...(theirs ? ["of the partner"] : [])];
  const comes = coming === undefined || here ? null : `on its way: ${amountText(coming, size ?? 0)}`;
  const place = keptAs === undefined ? "here" : `here as ${fileName({ name: keptAs })}`;
  return [...facts, here ? place : (comes ?? (theirs ? NOT_HERE[instead ?? "never came"] : "its file is missing"))].join(", ");
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

/** Over a file's line in the text of its issue. */
export const FRONT_WORDS = { openLink: "Open the file; what is not here is fetched first" } as const;

const OUTSIDE: Readonly<Record<string, string>> = {
  largest: "it is larger than the contract allows",
  mediaTypes: "the contract does not allow files of its kind",
  names: "the contract does not allow such names",
};

/** Why a file or link does not travel. */
export function stayLine(part: string, failure: Failure): string {
  return `stays here: ${stayWords(part, failure)}`;
}

/** As the contract calls all of a kind. */
export function kindOfPart(part: string): "attachments" | "links" | "comments" {
  if (part.startsWith("attachment:")) return "attachments";
  return part.startsWith("link:") ? "links" : "comments";
}

/** Its name, and what keeps it here. */
export function stayWords(part: string, { code, value, detail }: Failure): string {
  const name = part.startsWith("attachment:") ? `the file ${fileName({ name: typeof value === "string" ? value : "" })}` : partName(part);
  switch (code) {
    case "LINK_NOT_KNOWN":
      return `${name}: the other issue is not shared with the partner`;
    case "NO_CONTENT":
      return `${name}: it is not here, or still being copied`;
    case "NOT_IN_CONTRACT":
      if (detail === "none") return `${name}: the contract has no ${kindOfPart(part)}`;
      return `${name}: ${OUTSIDE[detail ?? ""] ?? "the contract does not allow it"}`;
    case "TOO_LONG":
      return `${name}: there are too many`;
    default:
      return `${name}: its name cannot travel`;
  }
}
