import { type InterruptedBy, interruptedSentence } from "./interruptions.ts";
import { plainText } from "./plain-text.ts";
import { type Surface, by, way } from "./ways.ts";

/** Why secrets and the store, or a handshake file, may not lie at a place. */
export type PlaceFailure =
  | { readonly kind: "in workspace" | "in exchange folder" | "in git work tree"; readonly path: string; readonly place: string }
  | { readonly kind: "on network share"; readonly path: string; readonly fileSystem: string }
  | { readonly kind: "cannot create"; readonly path: string; readonly detail: string };

export type OpenTrouble =
  | { readonly kind: "no project"; readonly at: string }
  | { readonly kind: "broken project file"; readonly at: string; readonly line: number; readonly detail: string }
  | { readonly kind: "issues outside"; readonly at: string; readonly path: string }
  | { readonly kind: "state place"; readonly failure: PlaceFailure }
  | { readonly kind: "store"; readonly failure: StoreTrouble }
  | { readonly kind: "keys"; readonly file: string }
  | { readonly kind: "worked on elsewhere"; readonly path: string }
  | { readonly kind: "interrupted"; readonly because: InterruptedBy }
  | { readonly kind: "bug"; readonly detail: string };

export type StoreTrouble =
  | { readonly kind: "cannot open"; readonly file: string; readonly detail: string }
  | { readonly kind: "not a store" | "damaged" | "busy" | "full"; readonly file: string }
  | { readonly kind: "newer schema"; readonly file: string; readonly found: number; readonly supported: number };

/** Why a project cannot be opened, and what to do. */
export function openSentence(failure: OpenTrouble, surface: Surface = "command line"): string {
  switch (failure.kind) {
    case "no project":
      return `${plainText(failure.at)} is not an Issue Ferry project. Run ${way(surface, "init")} there first, or name the project${by(surface, "--project")}.`;
    case "broken project file":
      return `${plainText(failure.at)}:${failure.line}: ${plainText(failure.detail)}. Correct the file, then try again.`;
    case "issues outside":
      return `${plainText(failure.at)}: the issues may not lie outside of the project, but ${plainText(failure.path)} does. Correct tracker.path.`;
    case "state place":
      return `The state directory ${placeSentence(failure.failure)} Choose another place${by(surface, "--state")}.`;
    case "store":
      return storeSentence(failure.failure, surface);
    case "keys":
      return `The key file ${plainText(failure.file)} cannot be read. Bring it back from a backup; without it the partners do not know this project.`;
    case "worked on elsewhere":
      return `On this machine ${plainText(failure.path)} works for this project, and this folder is a copy of it. Work there; or close the project there, then ${surface === "editor" ? "choose" : "run"} ${way(surface, "init", "--here")} in this folder.`;
    case "interrupted":
      return interruptedSentence(failure.because);
    case "bug":
      return `This is a bug in Issue Ferry: ${plainText(failure.detail)}. Please report it.`;
  }
}

/** Ends a sentence that begins with what lies there: `The state directory ...`, `The handshake file ...`. */
export function placeSentence(failure: PlaceFailure): string {
  const path = plainText(failure.path);
  switch (failure.kind) {
    case "in workspace":
      return `${path} lies in the workspace ${plainText(failure.place)}, where its secrets could be committed.`;
    case "in git work tree":
      return `${path} lies in the git work tree ${plainText(failure.place)}, where its secrets could be committed.`;
    case "in exchange folder":
      return `${path} lies in the exchange folder ${plainText(failure.place)}, where everybody who reaches it could read its secrets.`;
    case "on network share":
      return `${path} lies on a network share (${plainText(failure.fileSystem)}), which others can read and where locks do not hold.`;
    case "cannot create":
      return `${path} cannot be made (${failure.detail}).`;
  }
}

function storeSentence(failure: StoreTrouble, surface: Surface): string {
  const file = plainText(failure.file);
  switch (failure.kind) {
    case "cannot open":
      return `The store ${file} cannot be opened (${plainText(failure.detail)}). Check that you may write there.`;
    case "not a store":
      return `${file} is not a store of Issue Ferry. Move it away, or choose another place${by(surface, "--state")}.`;
    case "damaged":
      return `The store ${file} is damaged. Keep a copy of it, then bring it back from a backup.`;
    case "newer schema":
      return `The store ${file} was written by a newer version (schema ${failure.found}; this one knows ${failure.supported}). Update Issue Ferry.`;
    case "busy":
      return `Another process holds the store ${file} for too long. Try again.`;
    case "full":
      return `There is no space left for the store ${file}. Make room, then try again.`;
  }
}
