import * as vscode from "vscode";
import type { FirstDayParts } from "../../app/first-day-parts.ts";
import { connectSentence } from "../../view/connect-failures.ts";
import { BUTTONS, RESEND, invitationLackSentence } from "../../view/setup-words.ts";
import type { Ferry } from "../ferry.ts";
import { say } from "../messages.ts";
import { alone, choose } from "../steps.ts";
import { askHandshakeFile } from "./invitation-questions.ts";
import { sayFailure, sayShortly } from "./telling.ts";
import { whichConnection } from "./which.ts";

export type InvitationParts = Pick<FirstDayParts, "invitationText" | "saveHandshakeFile" | "checkHandshakeFile">;

/** Says that there is an invitation, and offers it for a chat or mail. */
export async function offerInvitation(said: string, text: string, file: string): Promise<void> {
  const chosen = await say(said, BUTTONS.copyText, BUTTONS.openFile);
  if (chosen === BUTTONS.copyText) await copy(text);
  if (chosen === BUTTONS.openFile) await vscode.window.showTextDocument(vscode.Uri.file(file));
}

async function copy(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  sayShortly(RESEND.copied);
}

/** Gives the same invitation out again, until somebody has joined with it. */
export async function resendInvitation(ferry: Ferry, parts: InvitationParts, given: unknown): Promise<void> {
  const chosen = await whichConnection(
    ferry,
    given === undefined ? [] : [given],
    RESEND.title,
    ({ invitedUntil }) => invitedUntil !== null,
  );
  if (chosen === null) return;
  const { live, view } = chosen;
  const connection = live.project.store.connections().find(({ name }) => name === view.name);
  if (!connection) return;
  const text = parts.invitationText(live.project, connection, Date.now());
  if (!text.ok) {
    await sayFailure(ferry, invitationLackSentence(view.name, text.failure));
    return;
  }
  const how = await choose(alone(`${RESEND.title}: ${view.name}`), RESEND.how, [
    { label: BUTTONS.copy, icon: "clippy", value: "copy" as const },
    { label: BUTTONS.saveFile, icon: "save", value: "save" as const },
  ]);
  if (how.kind !== "answered") return;
  if (how.value === "copy") return copy(text.value);
  const file = await askHandshakeFile(ferry, alone(view.name), view.name, (path) =>
    parts.checkHandshakeFile(live.project, path, view.exchange ?? ""),
  );
  if (file.kind !== "answered") return;
  const wrong = await parts.saveHandshakeFile(live.project, connection.id, file.value, text.value);
  if (wrong) await sayFailure(ferry, connectSentence(wrong, "editor"));
  else await offerInvitation(RESEND.saved(file.value), text.value, file.value);
}
