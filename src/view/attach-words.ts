import { counted } from "./ages.ts";
import { plainText } from "./plain-text.ts";
import { bytesText } from "./term-words.ts";

/** Why a file was not attached. */
type Reason =
  | { readonly kind: "no file" | "name" }
  | { readonly kind: "too large"; readonly largest: number }
  | { readonly kind: "copy"; readonly detail: string };

export function attachSentence(file: string, reason: Reason): string {
  const name = plainText(file);
  switch (reason.kind) {
    case "no file":
      return `${name} is no file that can be attached: it is not there, or a link or a folder.`;
    case "name":
      return `The name of ${name} cannot be used on every system. Rename a copy: no leading or trailing dots and spaces, none of / \\ : * ? " < > |, at most 120 bytes.`;
    case "too large":
      return `${name} is too large: at most ${bytesText(reason.largest)} can be attached.`;
    case "copy":
      return `${name} could not be copied beside the issue (${plainText(reason.detail)}).`;
  }
}

/** Over which connection files do not travel, and whether that has no files at all. */
export interface NotTaken {
  readonly partner: string;
  readonly files: readonly string[];
  readonly none: boolean;
}

/** `stay`: who does not get which of them; null: the issue is shared with nobody. */
export function attachedSentence(key: string, names: readonly string[], stay: readonly NotTaken[] | null): string {
  const attached = `${counted(names.length, "file")} attached to ${plainText(key)}.`;
  if (stay === null) return `${attached} Once it is shared they travel where the contract has attachments.`;
  const told = stay.map(({ partner, files, none }) => {
    const who = plainText(partner) || "the partner";
    const what =
      files.length === names.length
        ? files.length === 1
          ? "It stays"
          : "They stay"
        : `${files.map(plainText).join(", ")} ${files.length === 1 ? "stays" : "stay"}`;
    return ` ${what} here: the contract with ${who} ${none ? "has no attachments" : "does not allow such files"}.`;
  });
  return attached + told.join("") + (stay.some(({ none }) => none) ? SWITCH_ON : "");
}

/** What to do where a contract has no files at all. */
const SWITCH_ON =
  " Files travel once both agreed on that: the side that invited writes `attachments: all` into the contract of its connection file and runs `issue-ferry config publish NAME`, the other one runs `issue-ferry config accept NAME`.";

interface Named {
  readonly id: string;
}

export function detachSentence(
  what: "done" | "no such file" | "several" | "theirs",
  key: string,
  name: string,
  found: readonly Named[],
): string {
  const [file, issue] = [plainText(name), plainText(key)];
  switch (what) {
    case "done":
      return `${file} is taken out of ${issue}; it lies in .trash below the folder of the issues. To have it back, attach it again from there.`;
    case "no such file":
      return `${issue} has no file "${file}". \`issue-ferry show ${issue}\` lists them.`;
    case "several":
      return `${issue} has several files "${file}". Name one by its id: ${found.map(({ id }) => id).join(", ")}.`;
    case "theirs":
      return `${file} is a file of the partner, and only their side removes it.`;
  }
}
