import { type OpenTrouble, openSentence } from "./open-failures.ts";
import { plainText } from "./plain-text.ts";
import { way } from "./ways.ts";

/** A folder of the window, for who looks for a project or for a place for a new one. `not here`: it lies on no disk of the machine that works. */
export type FolderStanding =
  | { readonly kind: "open" | "restricted" | "no project" | "not here"; readonly name: string }
  | { readonly kind: "failed"; readonly name: string; readonly failure: OpenTrouble };

/**
 * Why there is no project to do something with, or no folder to make one of, and what to do. What keeps a project from being opened comes
 * before everything that a person could still make.
 */
export function projectLackSentence(wanted: "project" | "free folder", trusted: boolean, folders: readonly FolderStanding[]): string {
  if (!trusted) return "In Restricted Mode no project is made, and nothing is written, sent or received. Trust this workspace first.";
  if (folders.length === 0) return "No folder is open. Open the folder whose issues are to be kept in step first.";
  for (const folder of folders) if (folder.kind === "failed") return openSentence(folder.failure, "editor");
  const [away] = folders.filter(({ kind }) => kind === "not here");
  const free = folders.some(({ kind }) => kind === "no project");
  if (away && !free && folders.every(({ kind }) => kind !== "open"))
    return `${plainText(away.name)} lies on no disk of this machine. Issues are files: open a folder on a disk.`;
  if (wanted === "free folder") return "Every folder of this window is a project already.";
  return `No folder of this window is a project yet. Choose ${way("editor", "init")} first.`;
}

/** How a folder becomes the one that works for a project that a copy of it worked for. */
export const TAKE_OVER = {
  question: (folder: string): string => `Work for this project in ${plainText(folder)} from now on?`,
  detail: (other: string): string =>
    `On this machine ${plainText(other)} works for it, and this folder is a copy. Nothing is written there any more; close the project there first.`,
  button: "Work Here",
  description: (other: string): string => `a copy of ${plainText(other)}, which works for the project`,
  done: (folder: string): string => `On this machine ${plainText(folder)} works for the project from now on.`,
} as const;
