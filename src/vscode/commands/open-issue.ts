import * as vscode from "vscode";
import type { LiveProject } from "../../app/live-project.ts";
import { PROMPT_WORDS } from "../../view/issue-prompts.ts";
import { say } from "../messages.ts";

/** Opens the issue's own file. */
export async function openIssueFile(live: LiveProject, issue: string, key: string): Promise<void> {
  const place = await live.project.tracker.place(issue);
  if (place === null) {
    void say(PROMPT_WORDS.fileGone(key));
    return;
  }
  await vscode.window.showTextDocument(vscode.Uri.file(place), { preview: true });
}
