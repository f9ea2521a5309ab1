import * as vscode from "vscode";
import { RESTRICTED } from "../../view/restricted-rows.ts";
import { type FolderStanding, projectLackSentence } from "../../view/project-lack.ts";
import type { Ferry } from "../ferry.ts";
import type { Folder } from "../folders.ts";
import { say } from "../messages.ts";
import { sayFailure } from "./telling.ts";

/** Says why there is no project to do something with, or no folder to make one of. */
export async function sayLack(ferry: Ferry, wanted: "project" | "free folder" = "project"): Promise<void> {
  const folders = ferry.folders.all.map(standingOf);
  const { isTrusted } = vscode.workspace;
  const sentence = projectLackSentence(wanted, isTrusted, folders);
  if (isTrusted && folders.some(({ kind }) => kind === "failed")) {
    await sayFailure(ferry, sentence);
    return;
  }
  const chosen = await say(sentence, ...(isTrusted ? [] : [RESTRICTED.manage]));
  if (chosen === RESTRICTED.manage) await vscode.commands.executeCommand("workbench.trust.manage");
}

/** Whether a project can be made of it. */
export function isFree(folder: Folder): boolean {
  return vscode.workspace.isTrusted && standingOf(folder).kind === "no project";
}

function standingOf({ folder, state }: Folder): FolderStanding {
  const { name } = folder;
  if (state.kind === "failed") return { kind: "failed", name, failure: state.failure };
  return { kind: state.kind === "no project" && folder.uri.scheme !== "file" ? "not here" : state.kind, name };
}
