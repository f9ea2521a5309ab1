import * as vscode from "vscode";
import type { ConnectFailure } from "../../app/connect-failure.ts";
import { freeHandshakeFile, type inviterIn as inviterOf } from "../../app/invitation.ts";
import { connectSentence } from "../../view/connect-failures.ts";
import { CONNECT, JOIN } from "../../view/setup-words.ts";
import type { Ferry } from "../ferry.ts";
import { inView } from "../messages.ts";
import { type Asked, type Choice, type Place, answered, askText, choose } from "../steps.ts";

/** Longer texts are no invitation. */
const LONGEST = 100_000;

/** Where the handshake file is saved: by default in the user's home. `check` says why not there; then it is asked again. */
export async function askHandshakeFile(
  ferry: Ferry,
  place: Place,
  name: string,
  check: (file: string) => Promise<ConnectFailure | null>,
): Promise<Asked<string>> {
  const number = place.total > 0 ? ` (${place.step}/${place.total})` : "";
  for (;;) {
    const chosen = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.file(freeHandshakeFile(name)),
      saveLabel: CONNECT.saveLabel,
      title: `${place.title}${number}: ${CONNECT.save}`,
    });
    if (!chosen) return { kind: "back" };
    const wrong = await inView("issueFerry.connections", () => check(chosen.fsPath));
    if (wrong === null) return answered(chosen.fsPath);
    const because = connectSentence(wrong, "editor");
    ferry.log.warn(because);
    // The dialog of the editor has no place for it.
    const another: Choice<true> = { label: CONNECT.saveElsewhere, icon: "go-to-file", value: true };
    const asked = await choose(place, { line: CONNECT.save, more: because }, [another]);
    if (asked.kind === "cancelled") return { kind: "aside", because };
    if (asked.kind === "back") return asked;
  }
}

/** What a partner gave: read from a file, whose place is checked later, or as a text. */
export type Given =
  | { readonly kind: "file"; readonly file: string; readonly text: string }
  | { readonly kind: "text"; readonly text: string };

/**
 * The partner's invitation: in a file, or pasted. The clipboard is not read unasked: in a browser that is a question of its own, and nobody
 * wants to see what else lies there.
 */
export async function askInvitation(place: Place, inviterIn: typeof inviterOf): Promise<Asked<Given>> {
  const choices: readonly Choice<"file" | "text">[] = [
    { label: JOIN.open, icon: "go-to-file", value: "file" },
    { label: JOIN.paste, icon: "clippy", value: "text" },
  ];
  for (;;) {
    const asked = await choose(place, JOIN.how, choices);
    if (asked.kind !== "answered") return asked;
    const given = await read(place, inviterIn, asked.value);
    if (given.kind !== "back") return given;
  }
}

async function read(place: Place, inviterIn: typeof inviterOf, from: "file" | "text"): Promise<Asked<Given>> {
  if (from === "file") {
    const [file] = (await vscode.window.showOpenDialog({ canSelectMany: false, openLabel: JOIN.openLabel, title: JOIN.how })) ?? [];
    return file ? answered({ kind: "file", file: file.fsPath, text: await beginningOf(file) }) : { kind: "back" };
  }
  const pasted = await askText(place, {
    prompt: JOIN.pasteAsk,
    check: (text) => {
      const inviter = inviterIn(text);
      return inviter === null ? { wrong: JOIN.noBlock } : { info: JOIN.from(inviter.project, inviter.purpose) };
    },
  });
  return pasted.kind === "answered" ? answered({ kind: "text", text: pasted.value }) : pasted;
}

/** Only to say who invites: whether the file may be used is for whoever joins with it. */
async function beginningOf(file: vscode.Uri): Promise<string> {
  try {
    const { size } = await vscode.workspace.fs.stat(file);
    return size > LONGEST ? "" : new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch {
    return "";
  }
}
