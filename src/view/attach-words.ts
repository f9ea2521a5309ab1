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

export function attachedSentence(key: string, names: readonly string[]): string {
  return `${counted(names.length, "file")} attached to ${plainText(key)}. They travel where the contract has attachments.`;
}

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
      return `${file} is taken out of ${issue}; it lies in the trash.`;
    case "no such file":
      return `${issue} has no file "${file}". \`issue-ferry show ${issue}\` lists them.`;
    case "several":
      return `${issue} has several files "${file}". Name one by its id: ${found.map(({ id }) => id).join(", ")}.`;
    case "theirs":
      return `${file} is a file of the partner, and only their side removes it.`;
  }
}
