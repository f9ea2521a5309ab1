import type { GatewayView } from "../model/snapshot.ts";
import { gatewaySentence } from "./gateway-words.ts";
import { type PlaceFailure, placeSentence } from "./open-failures.ts";
import { plainText } from "./plain-text.ts";
import { type FolderFailure, folderSentence } from "./transport-failures.ts";
import { type Surface, by, way } from "./ways.ts";

export type ConnectTrouble =
  | { readonly kind: "bad name" | "name taken" | "joined already"; readonly name: string }
  | { readonly kind: "joined before"; readonly partner: string }
  | { readonly kind: "bad share"; readonly word: string }
  | { readonly kind: "exchange"; readonly failure: FolderFailure }
  | { readonly kind: "exchange in project"; readonly exchange: string; readonly workspace: string }
  | { readonly kind: "state in exchange" | "handshake place"; readonly failure: PlaceFailure }
  | { readonly kind: "broken settings"; readonly file: string; readonly line: number; readonly detail: string }
  | { readonly kind: "other share"; readonly file: string; readonly share: string }
  | { readonly kind: "other terms"; readonly file: string }
  | { readonly kind: "cannot write" | "cannot write settings" | "cannot read"; readonly file: string; readonly detail: string }
  | { readonly kind: "handshake file"; readonly code: HandshakeFileTrouble }
  | { readonly kind: "expired"; readonly expires: string }
  | { readonly kind: "version"; readonly because: string }
  | { readonly kind: "not gateway"; readonly gateway: GatewayView }
  | { readonly kind: "own invitation" | "nothing announced" | "unseen contract" };

export type HandshakeFileTrouble = "TOO_LARGE" | "NO_BLOCK" | "SEVERAL_BLOCKS" | "DAMAGED" | "TOO_NEW" | "MALFORMED" | "FORGED_KEYS";

/** Why a connection was not made, and what to do. */
export function connectSentence(failure: ConnectTrouble, surface: Surface = "command line"): string {
  switch (failure.kind) {
    case "bad name":
      return `"${plainText(failure.name)}" is no name for a connection. Use up to 40 lower-case letters, digits and dashes, such as nordwind.`;
    case "name taken":
      return `There is a connection ${plainText(failure.name)} already. Choose another name.`;
    case "joined already":
      return `This invitation was used here already: it is the connection ${plainText(failure.name)}. If it uses the wrong folder, ${way(surface, "exchange", plainText(failure.name), "DIR")} names another; if it is not meant at all, ask the partner for a new one.`;
    case "joined before":
      return `This project joined with this invitation before and was put back to a state from before that: it cannot go on with it. Ask ${plainText(failure.partner)} to remove that connection at their side and to make a new handshake file; issues stay at both.`;
    case "bad share":
      return `${surface === "editor" ? "What to share is not understood" : "--share is not understood"}: ${plainText(failure.word)}. Use marked, all, or conditions such as label:pump,winter status:New.`;
    case "exchange":
      return folderSentence(failure.failure, surface);
    case "exchange in project":
      return `The exchange folder ${plainText(failure.exchange)} and the project's own folder ${plainText(failure.workspace)} lie in one another: the partner would reach your files. Choose a folder outside of the project that both sides reach.`;
    case "state in exchange":
      return `The state directory ${placeSentence(failure.failure)} Choose another exchange folder, or another place for the state${by(surface, "--state")}.`;
    case "handshake place":
      return `The handshake file ${placeSentence(failure.failure)} Keep it somewhere else, such as in your home.`;
    case "cannot write":
      if (failure.detail === "EEXIST")
        return `${plainText(failure.file)} is there already. Move it away, or name another file${by(surface, "--out")}.`;
      return `${plainText(failure.file)} cannot be written (${failure.detail}). Name another file${by(surface, "--out")}.`;
    case "cannot write settings":
      return `The settings ${plainText(failure.file)} cannot be written (${plainText(failure.detail)}). Make the place writable, then try again.`;
    case "broken settings":
      return `${plainText(failure.file)}:${failure.line} is there already and cannot be used: ${plainText(failure.detail)}. Correct it, or move it away.`;
    case "other share":
      return `${plainText(failure.file)} is there already and says share: ${plainText(failure.share)}. ${surface === "editor" ? "Choose the same" : "Leave --share away to keep it"}, or change the file.`;
    case "other terms":
      return `The contract in ${plainText(failure.file)} has changed since it was shown. Look at what it says now, and decide again.`;
    case "cannot read":
      if (failure.detail === "ENOENT") return `There is no file ${plainText(failure.file)}. Check its name.`;
      return `${plainText(failure.file)} cannot be read (${failure.detail}).`;
    case "handshake file":
      return handshakeFileSentence(failure.code);
    case "expired":
      return `The invitation expired on ${failure.expires.slice(0, 10)}. Ask the partner for a new one.`;
    case "version":
      return versionSentence(failure.because);
    case "not gateway":
      return gatewaySentence(failure.gateway, surface) ?? "";
    case "own invitation":
      return "This invitation was made by this very project. Give it to the partner, who joins with it.";
    case "nothing announced":
      return "The invitation announces no contract to accept. Join without --accept; you are asked when one comes.";
    case "unseen contract":
      return "The invitation announces a contract that is seen only when it comes: it may name any field, and internal comments. Join without --accept and review it then, with no more trips; or add --unseen.";
  }
}

function handshakeFileSentence(code: HandshakeFileTrouble): string {
  const again = "Ask the partner to send the handshake file again.";
  switch (code) {
    case "TOO_LARGE":
      return `This is too large to be a handshake file. ${again}`;
    case "NO_BLOCK":
      return `There is no handshake in this text: it has no block between the lines BEGIN and END ISSUE FERRY HANDSHAKE. ${again}`;
    case "SEVERAL_BLOCKS":
      return "There are several different handshakes in this text. Keep only the one that is meant.";
    case "DAMAGED":
      return `The handshake file is damaged: something in it was changed or lost on the way. ${again}`;
    case "TOO_NEW":
      return "The handshake file was made by a newer version of Issue Ferry. Update this one.";
    case "MALFORMED":
      return `The block in this text is not a handshake of Issue Ferry. ${again}`;
    case "FORGED_KEYS":
      return `The keys in the handshake file do not belong together; somebody may have tampered with it. ${again}`;
  }
}

function versionSentence(because: string): string {
  switch (because) {
    case "partner is newer":
      return "The partner uses a newer version of the protocol. Update Issue Ferry here.";
    case "partner is older":
      return "The partner uses an older version of the protocol. Ask them to update Issue Ferry.";
    case "development version":
      return "One side is a development version, which talks only to the very same version. Use the same one at both sides.";
    default:
      return "The partner's versions of the protocol cannot be read. Ask them for a new handshake file.";
  }
}

/** Why the primary did not let us in. */
export function refusedJoinSentence(reason: string): string {
  switch (reason) {
    case "used":
      return "The partner refused: the invitation was used already, by somebody else or by this project before it was put back. Remove this connection, and ask for a new invitation.";
    case "expired":
      return "The partner refused: the invitation has expired. Remove this connection, and ask for a new invitation.";
    case "version":
      return "The partner refused: the versions have nothing in common. Update the older side, then ask for a new invitation.";
    default:
      return "The partner refused the handshake. Remove this connection, and ask for a new invitation.";
  }
}
