import * as vscode from "vscode";
import type { LiveProject } from "../../app/live-project.ts";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";
import { say } from "../messages.ts";

/** Opens the issue's own file. `atEnd`: to write on below what stands there. False: it is not there, which is said. */
export async function openIssueFile(live: LiveProject, issue: string, key: string, atEnd = false): Promise<boolean> {
  const place = await placeOf(live, issue, key);
  if (!place) return false;
  if (!atEnd) {
    await vscode.window.showTextDocument(place, { preview: true });
    return true;
  }
  const document = await vscode.workspace.openTextDocument(place);
  const { end } = document.lineAt(document.lineCount - 1).range;
  await vscode.window.showTextDocument(document, { preview: true, selection: new vscode.Range(end, end) });
  return true;
}

/** Shows where it lies among the other files. */
export async function revealIssueFile(live: LiveProject, issue: string, key: string): Promise<void> {
  const place = await placeOf(live, issue, key);
  if (place) await vscode.commands.executeCommand("revealInExplorer", place);
}

/** null: it is not there, which is said. */
async function placeOf(live: LiveProject, issue: string, key: string): Promise<vscode.Uri | null> {
  const place = await live.project.tracker.place(issue);
  if (place === null) void say(PROMPT_WORDS.fileGone(key));
  return place === null ? null : vscode.Uri.file(place);
}
