import type { AttachmentView } from "../model/snapshot.ts";
import { contentFailure } from "./content-words.ts";
import { fileFacts, fileName } from "./file-words.ts";
import { plainText } from "./plain-text.ts";

/** Words of the boxes and messages about files of issues. */
export const FILE_WORDS = {
  attachTitle: (key: string): string => `Attach files to ${plainText(key)}`,
  attach: "Attach",
  whichToGet: (key: string): string => `Which file of ${plainText(key)} is fetched?`,
  whichToOpen: (key: string): string => `Which file of ${plainText(key)} is opened?`,
  none: (key: string): string => `${plainText(key)} has no files. "Attach File..." attaches one.`,
  allHere: (key: string): string => `All files of ${plainText(key)} are here.`,
  gone: (key: string): string => `That file is not among the files of ${plainText(key)} any more: nothing was done.`,
  getting: (key: string, name: string): string => `Getting ${shown(name)} of ${plainText(key)}`,
  got: (name: string): string => `${shown(name)} is here`,
  cancelled: (name: string): string => `${shown(name)}: no longer waited for. What has arrived stays, and "Get File" goes on from there.`,
  later: (name: string): string => `${shown(name)} is asked for. It comes when the synchronisation goes on: it is paused now.`,
  missing: (name: string): string =>
    `${shown(name)} is missing beside its issue, or is a link there. Put the file into its place, or take its line out of the issue's attachments.`,
  noPlainFile: (name: string): string => `${shown(name)} cannot be opened: what stands in its place is a link or no file of its own.`,
} as const;

function shown(name: string): string {
  return fileName({ name });
}

/** One of several files, in a list. */
export function fileChoice(file: AttachmentView): { readonly label: string; readonly description: string } {
  return { label: fileName(file), description: fileFacts(file) };
}

/** Why a file did not come, where a person reads it in the editor. */
export function notFetched(name: string, code: string, partner: string | undefined): string {
  return `${shown(name)} did not come. ${contentFailure(code, partner, "editor")}`;
}
