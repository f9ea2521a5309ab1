import type { GatewayView } from "../model/snapshot.ts";
import { gatewaySentence } from "./gateway-words.ts";
import { type OpenTrouble, type PlaceFailure, openSentence, placeSentence } from "./open-failures.ts";
import { plainText } from "./plain-text.ts";
import { type Surface, way, wayFirst } from "./ways.ts";

export type BackupTrouble =
  | { readonly kind: "open"; readonly failure: OpenTrouble }
  | { readonly kind: "no passphrase" | "short passphrase" | "at work" | "no connections" }
  | { readonly kind: "backup place"; readonly failure: PlaceFailure }
  | { readonly kind: "cannot write" | "cannot read" | "gateway unwritten"; readonly file: string; readonly detail: string }
  | { readonly kind: "backup file"; readonly file: string; readonly fault: "NO_BACKUP" | "TOO_NEW" | "WRONG_PASSPHRASE" | "DAMAGED" }
  | { readonly kind: "other project"; readonly file: string }
  | { readonly kind: "connections here"; readonly stateDirectory: string }
  | { readonly kind: "not gateway"; readonly gateway: GatewayView };

/** Why nothing was backed up, handed over or restored, and what to do. */
export function backupSentence(trouble: BackupTrouble, surface: Surface = "command line"): string {
  switch (trouble.kind) {
    case "open":
      return openSentence(trouble.failure, surface);
    case "no passphrase":
      return "No passphrase was given: it seals the backup. It comes from ISSUE_FERRY_PASSPHRASE, else from the first line of standard input; take several words.";
    case "short passphrase":
      return "The passphrase needs 8 characters or more: whoever has the file can try as many as they like. Take several words. It comes from ISSUE_FERRY_PASSPHRASE, else from the first line of standard input.";
    case "no connections":
      return "This machine has no connections of the project, so there is nothing to be the gateway for. The first connection names it.";
    case "at work":
      return surface === "editor"
        ? "Another window or a command works for this project. Close its other windows, end what synchronises it in a terminal, then try again."
        : "A window or another command works for this project. Close its windows and end `issue-ferry watch`, then try again.";
    case "backup place":
      return `The file ${placeSentence(trouble.failure)} Choose another place for it.`;
    case "cannot write":
      if (trouble.detail === "OTHER_FILE")
        return `${plainText(trouble.file)} is there already, and is no backup of this project that the passphrase opens: it is not replaced. Name another file.`;
      if (trouble.detail === "SILENT")
        return `${plainText(trouble.file)} does not answer: its share or drive hangs. Nothing was changed; name another file.`;
      if (trouble.detail === "UNASKED")
        return `${plainText(trouble.file)} cannot be asked now: too many exchange folders do not answer. Nothing was changed; name a file in your home.`;
      if (trouble.detail === "EEXIST") return `${plainText(trouble.file)} is there already. Name another file.`;
      return `${plainText(trouble.file)} cannot be written (${trouble.detail}). Nothing was changed; name another file.`;
    case "gateway unwritten":
      return `${plainText(trouble.file)} could not be written (${trouble.detail}), so this machine is not named as the gateway and sends nothing. See that the file can be written, then do the same again.`;
    case "cannot read":
      return `${plainText(trouble.file)} cannot be read (${trouble.detail}). Check its name.`;
    case "backup file":
      return `${plainText(trouble.file)} ${FAULTS[trouble.fault]}`;
    case "other project":
      return `${plainText(trouble.file)} is the backup of another project. Run this in the folder of that one.`;
    case "connections here":
      return `This machine has connections of the project already, in ${plainText(trouble.stateDirectory)}. They are not overwritten: if they are of no use any more, move that folder away first.`;
    case "not gateway":
      return gatewaySentence(trouble.gateway, surface) ?? "";
  }
}

const FAULTS = {
  NO_BACKUP: "is no backup of Issue Ferry.",
  TOO_NEW: "was made by a newer version of Issue Ferry. Update this one.",
  WRONG_PASSPHRASE: "does not open: the passphrase is another one, or the file was changed.",
  DAMAGED: "is damaged. Take another copy of it.",
} as const;

/** Done, but the team does not hear of it. */
export function unwrittenNotes(code: string | null): readonly string[] {
  return code === null
    ? []
    : [`.issue-ferry/gateway.yaml could not be written: ${code}. What you asked for is done all the same, on this machine.`];
}

/** What lies in the file that was written, and what is left to do. */
export function savedNotes(
  { file, inProject = false }: { readonly file: string; readonly inProject?: boolean },
  moved: boolean,
  surface: Surface = "command line",
): readonly string[] {
  const path = plainText(file);
  if (!moved)
    return [
      ...(inProject ? [`${path} lies among the project's files: bring it to another disk, and never commit it.`] : []),
      `${path} holds keys and state, sealed with the passphrase. Issue files are not in it. Make a newer one in its place now and then: an old state can make connections anew necessary.`,
    ];
  const there =
    surface === "editor"
      ? `open the project's folder there, choose ${way(surface, "restore")}`
      : `run ${way(surface, "restore", "FILE")} there`;
  return [
    `This machine sends nothing any more. Bring ${path} to the other machine and ${there}, once${surface === "editor" ? "" : ", in the project's folder"}; then delete it.`,
    `If that is not meant after all, and the file was restored nowhere: ${way(surface, "takeBack")}.`,
  ];
}

/** What was restored, and what is left to do. */
export function restoredNotes(
  made: string,
  moved: boolean,
  connections: readonly { readonly name: string; readonly suspended: boolean }[],
  surface: Surface = "command line",
): readonly string[] {
  const suspended = connections.filter((connection) => connection.suspended).map(({ name }) => name);
  return [
    moved
      ? "This machine is the gateway now, and goes on where the other one ended. Commit .issue-ferry/gateway.yaml, so that your team sees it."
      : `This machine is the gateway now, with the state of ${made.slice(0, 16).replace("T", " ")}Z. Never let the machine work again that the backup was made on. Commit .issue-ferry/gateway.yaml.`,
    ...(connections.length === 0
      ? []
      : [`Where an exchange folder has another place on this machine, ${way(surface, "exchange", "NAME", "DIR")} says so.`]),
    ...(suspended.length === 0
      ? []
      : [
          `${suspended.join(", ")}: suspended, since the partner has gone on after the backup was made, or that cannot be seen now. ${wayFirst(surface, "goOn", "NAME")} lets it go on from here: both sides compare what they know of each issue, and what lost is kept.`,
        ]),
  ];
}
